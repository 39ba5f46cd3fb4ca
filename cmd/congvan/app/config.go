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
	Files    Files    `toml:"files"`
	Keys     Keys     `toml:"keys"`
	Exchange Exchange `toml:"exchange"`
	Limits   Limits   `toml:"limits"`
	Log      Log      `toml:"log"`
	Session  Session  `toml:"session"`
	Metrics  Metrics  `toml:"metrics"`
	Trace    Trace    `toml:"trace"`
	Stop     Stop     `toml:"stop"`
}

// Metrics says where Prometheus reads.
type Metrics struct {
	Listen string `toml:"listen"` // "": nowhere
}

// Trace says where spans go.
type Trace struct {
	Endpoint string `toml:"endpoint"` // URL of an OTLP/HTTP receiver; "": nothing is traced
}

// Files says where file bytes lie: in the data folder, or in two buckets of an S3
// service that several nodes share.
type Files struct {
	Endpoint      string `toml:"endpoint"` // "" is the data folder
	Region        string `toml:"region"`
	Bucket        string `toml:"bucket"`
	StagingBucket string `toml:"staging_bucket"` // of uploads held back
	Prefix        string `toml:"prefix"`
	AccessKey     string `toml:"access_key"`
	SecretKeyFile string `toml:"secret_key_file"`
	secretKey     string // from the environment or the file
}

// Keys says where service keys lie: in the data folder, or, with a secret that
// seals them, in the database.
type Keys struct {
	SecretFile string `toml:"secret_file"`
	secret     string // from the environment or the file
}

// Stop says how the server ends.
type Stop struct {
	// DrainSeconds is how long the server goes on after it was told to stop, with a
	// health page that says so: for a balancer to notice.
	DrainSeconds int `toml:"drain_seconds"`
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
// or OTEL_EXPORTER_OTLP_ENDPOINT; CONGVAN_S3_ACCESS_KEY, CONGVAN_S3_SECRET_KEY,
// CONGVAN_KEYS_SECRET.
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
		"CONGVAN_S3_ACCESS_KEY":   &c.Files.AccessKey,
		"CONGVAN_S3_SECRET_KEY":   &c.Files.secretKey,
		"CONGVAN_KEYS_SECRET":     &c.Keys.secret,
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
	if err := c.readSecrets(); err != nil {
		return err
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

// readSecrets reads the files of secrets that the environment did not give.
func (c *Config) readSecrets() (err error) {
	if c.Files.secretKey == "" {
		if c.Files.secretKey, err = secretFrom("files.secret_key_file", c.Files.SecretKeyFile); err != nil {
			return err
		}
	}
	if c.Keys.secret == "" {
		c.Keys.secret, err = secretFrom("keys.secret_file", c.Keys.SecretFile)
	}
	return err
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
	case c.Files.Endpoint != "" && c.Files.Bucket == c.Files.StagingBucket:
		return bad("files.staging_bucket", "a bucket of its own: files has backups, uploads held back have none")
	case c.Keys.secret != "" && len(c.Keys.secret) < minSecret:
		return bad("keys.secret_file", "at least 32 characters, as of: openssl rand -base64 32")
	case c.Stop.DrainSeconds < 0 || c.Stop.DrainSeconds > 300:
		return bad("stop.drain_seconds", "0–300")
	case new(slog.Level).UnmarshalText([]byte(c.Log.Level)) != nil:
		return bad("log.level", `"debug", "info", "warn" or "error"`)
	case c.Trace.Endpoint != "" && !isReceiver(c.Trace.Endpoint):
		return bad("trace.endpoint", "http://HOST:PORT/v1/traces")
	case c.Log.Format != "text" && c.Log.Format != "json":
		return bad("log.format", `"text" or "json"`)
	}
	return nil
}

// minSecret is how many characters the secret of service keys has at least.
const minSecret = 32

// dsn is the database's address: the embedded one unless another is named.
func (c *Config) dsn() string {
	if c.Database != "" {
		return c.Database
	}
	return filepath.Join(c.Data, "congvan.db")
}
