// Package app wires a congvan server: which store, which files, which services,
// which jobs, which listeners. It holds no rules and no pages.
package app

import (
	"bytes"
	_ "embed"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"

	"github.com/pelletier/go-toml/v2"

	"congvan/office"
)

// Config is everything an operator can set: one TOML file, then the environment,
// then the command line. An unknown key is refused.
type Config struct {
	Listen   string   `toml:"listen"`
	Data     string   `toml:"data"`
	Database string   `toml:"database"`
	Secrecy  string   `toml:"secrecy"`
	Exchange Exchange `toml:"exchange"`
	Limits   Limits   `toml:"limits"`
	Log      Log      `toml:"log"`
	Session  Session  `toml:"session"`
	Metrics  Metrics  `toml:"metrics"`
	Trace    Trace    `toml:"trace"`
}

// Metrics says where Prometheus reads.
type Metrics struct {
	Listen string `toml:"listen"` // "": nowhere
}

// Trace says where spans go.
type Trace struct {
	Endpoint string `toml:"endpoint"` // URL of an OTLP/HTTP receiver; "": nothing is traced
}

// Exchange says how packages come in from other servers.
type Exchange struct {
	Listen string `toml:"listen"`
	// Roots is a file or folder of certificates (PEM or DER) that may vouch for
	// peers without a pinned certificate; "" trusts pinned ones alone.
	Roots string `toml:"roots"`
}

// Limits bound what comes in.
type Limits struct {
	UploadMB int64 `toml:"upload_mb"`
	Files    int   `toml:"files"`
}

// Log says what is logged and how.
type Log struct {
	Level  string `toml:"level"`
	Format string `toml:"format"`
}

// Session says how long a sign-in lasts.
type Session struct {
	Hours     int  `toml:"hours"`
	IdleHours int  `toml:"idle_hours"`
	Secure    bool `toml:"secure"`
}

//go:embed congvan.toml
var exampleConfig []byte

// ExampleConfig is the documented configuration file with every key at its default.
func ExampleConfig() []byte { return bytes.Clone(exampleConfig) }

// DefaultConfig is what the example says.
func DefaultConfig() Config {
	c, err := parseConfig(Config{}, exampleConfig)
	if err != nil {
		panic(err) // the example is part of the binary and held by a test
	}
	return c
}

func parseConfig(c Config, b []byte) (Config, error) {
	dec := toml.NewDecoder(bytes.NewReader(b))
	dec.DisallowUnknownFields()
	err := dec.Decode(&c)
	var strict *toml.StrictMissingError
	if errors.As(err, &strict) {
		return c, office.Invalid("app.Config",
			"Tệp cấu hình có khoá lạ:\n"+strict.String()+"\nXoá hoặc sửa các khoá này.",
			"The configuration has unknown keys; remove or correct them.")
	}
	if err != nil {
		return c, office.Invalid("app.Config", "Tệp cấu hình sai: "+err.Error(), "The configuration is malformed: "+err.Error())
	}
	return c, nil
}

// LoadConfig reads the file (path "" means DATA/congvan.toml if it is there), then
// the environment: CONGVAN_LISTEN, CONGVAN_DATA, CONGVAN_DATABASE,
// CONGVAN_EXCHANGE_LISTEN, CONGVAN_LOG_LEVEL, CONGVAN_METRICS_LISTEN,
// CONGVAN_SESSION_SECURE, and OpenTelemetry's own OTEL_EXPORTER_OTLP_TRACES_ENDPOINT
// or OTEL_EXPORTER_OTLP_ENDPOINT.
func LoadConfig(path, data string, getenv func(string) string) (Config, error) {
	c := DefaultConfig()
	if v := getenv("CONGVAN_DATA"); v != "" {
		c.Data = v
	}
	if data != "" {
		c.Data = data
	}
	optional := path == ""
	if optional {
		path = filepath.Join(c.Data, "congvan.toml")
	}
	b, err := os.ReadFile(path)
	switch {
	case err == nil:
		named := c.Data
		if c, err = parseConfig(c, b); err != nil {
			return c, fmt.Errorf("%s: %w", path, err)
		}
		if optional || data != "" || getenv("CONGVAN_DATA") != "" {
			c.Data = named // the folder in which the file was found, or that was named outright
		}
	case !optional || !errors.Is(err, fs.ErrNotExist) && !errors.Is(err, syscall.ENOTDIR):
		return c, fmt.Errorf("configuration: %w", err)
	}
	return c, c.fromEnvironment(getenv)
}

func (c *Config) fromEnvironment(getenv func(string) string) error {
	for name, to := range map[string]*string{
		"CONGVAN_LISTEN":          &c.Listen,
		"CONGVAN_DATABASE":        &c.Database,
		"CONGVAN_EXCHANGE_LISTEN": &c.Exchange.Listen,
		"CONGVAN_LOG_LEVEL":       &c.Log.Level,
		"CONGVAN_METRICS_LISTEN":  &c.Metrics.Listen,
	} {
		if v := getenv(name); v != "" {
			*to = v
		}
	}
	if v := getenv("CONGVAN_SESSION_SECURE"); v != "" {
		secure, err := strconv.ParseBool(v)
		if err != nil {
			return office.Invalid("app.Config", "CONGVAN_SESSION_SECURE phải là true hoặc false.", "CONGVAN_SESSION_SECURE must be true or false.")
		}
		c.Session.Secure = secure
	}
	if endpoint := traceEndpoint(getenv); endpoint != "" {
		c.Trace.Endpoint = endpoint
	}
	return c.check()
}

// traceEndpoint reads the variables of the OpenTelemetry specification: the one for
// traces is a whole URL, the general one its root.
func traceEndpoint(getenv func(string) string) string {
	if v := getenv("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"); v != "" {
		return v
	}
	if v := getenv("OTEL_EXPORTER_OTLP_ENDPOINT"); v != "" {
		return strings.TrimSuffix(v, "/") + "/v1/traces"
	}
	return ""
}

// isReceiver says whether spans can be sent to an address.
func isReceiver(address string) bool {
	u, err := url.Parse(address)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != ""
}

func (c *Config) check() error {
	bad := func(key, want string) error {
		return office.Invalid("app.Config",
			fmt.Sprintf("Cấu hình %s không đúng: cần %s.", key, want),
			fmt.Sprintf("Configuration %s is wrong: want %s.", key, want))
	}
	switch {
	case c.Listen == "":
		return bad("listen", "HOST:PORT")
	case c.Secrecy != "open" && c.Secrecy != "isolated_lan":
		return bad("secrecy", `"open" or "isolated_lan"`)
	case c.Limits.UploadMB < 1 || c.Limits.UploadMB > 1024:
		return bad("limits.upload_mb", "1–1024")
	case c.Limits.Files < 1 || c.Limits.Files > 100:
		return bad("limits.files", "1–100")
	case c.Session.Hours < 1 || c.Session.IdleHours < 1:
		return bad("session", "hours ≥ 1")
	case new(slog.Level).UnmarshalText([]byte(c.Log.Level)) != nil:
		return bad("log.level", `"debug", "info", "warn" or "error"`)
	case c.Trace.Endpoint != "" && !isReceiver(c.Trace.Endpoint):
		return bad("trace.endpoint", "http://HOST:PORT/v1/traces")
	case c.Log.Format != "text" && c.Log.Format != "json":
		return bad("log.format", `"text" or "json"`)
	}
	return nil
}

// dsn is the database's address: the embedded one unless another is named.
func (c *Config) dsn() string {
	if c.Database != "" {
		return c.Database
	}
	return filepath.Join(c.Data, "congvan.db")
}
