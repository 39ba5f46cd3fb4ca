package app

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/pelletier/go-toml/v2"

	"congvan/office"
)

func none(string) string { return "" }

var unexported = cmp.AllowUnexported(Files{}, Keys{}) // secrets

func env(pairs ...string) func(string) string {
	return func(name string) string {
		for i := 0; i < len(pairs); i += 2 {
			if pairs[i] == name {
				return pairs[i+1]
			}
		}
		return ""
	}
}

// keys lists every key that Config knows, as in TOML.
func keys(t reflect.Type, prefix string) []string {
	var out []string
	for i := range t.NumField() {
		f := t.Field(i)
		if !f.IsExported() {
			continue // never in the file
		}
		name := prefix + f.Tag.Get("toml")
		if f.Type.Kind() == reflect.Struct {
			out = append(out, keys(f.Type, name+".")...)
			continue
		}
		out = append(out, name)
	}
	return out
}

// The example holds every key, once, at the value that a server without any
// configuration works with.
func TestExampleIsTheDefault(t *testing.T) {
	var written map[string]any
	if err := toml.Unmarshal(ExampleConfig(), &written); err != nil {
		t.Fatal(err)
	}
	for _, key := range keys(reflect.TypeFor[Config](), "") {
		at := any(written)
		for part := range strings.SplitSeq(key, ".") {
			at = at.(map[string]any)[part]
		}
		if at == nil {
			t.Errorf("the example has no %s", key)
		}
	}
	c, err := LoadConfig("", t.TempDir(), none) // no file: must be good as it is
	if err != nil {
		t.Fatal(err)
	}
	c.Data = DefaultConfig().Data
	if d := cmp.Diff(DefaultConfig(), c, unexported); d != "" {
		t.Errorf("without a file: %s", d)
	}
	for _, name := range []string{"CONGVAN_LISTEN", "CONGVAN_DATA", "CONGVAN_DATABASE", "CONGVAN_EXCHANGE_LISTEN", "CONGVAN_LOG_LEVEL", "CONGVAN_SESSION_SECURE", "CONGVAN_S3_ACCESS_KEY", "CONGVAN_S3_SECRET_KEY", "CONGVAN_KEYS_SECRET"} {
		if !strings.Contains(string(ExampleConfig()), name) {
			t.Errorf("the example does not tell of %s", name)
		}
	}
}

func written(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "congvan.toml")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestConfigRefuses(t *testing.T) {
	for text, says := range map[string]string{
		"lissten = \"x\"":                        "lissten",
		"[limits]\nupload = 1":                   "upload",
		"[extra]\nx = 1":                         "extra",
		"listen = 8080":                          "cấu hình sai",
		"listen = ":                              "cấu hình sai",
		"listen = \"\"":                          "listen",
		"secrecy = \"closed\"":                   "secrecy",
		"[limits]\nupload_mb = 0":                "limits.upload_mb",
		"[limits]\nupload_mb = 100000":           "limits.upload_mb",
		"[limits]\nfiles = -1":                   "limits.files",
		"[session]\nhours = 0":                   "session",
		"[session]\nidle_hours = 0":              "session",
		"[log]\nformat = \"xml\"":                "log.format",
		"[log]\nlevel = \"verbose\"":             "log.level",
		"[limits]\nfiles = 99999999999999999999": "cấu hình sai",
		"[stop]\ndrain_seconds = -1":             "stop.drain_seconds",
		"[files]\nendpoint = \"https://s3\"\nbucket = \"x\"\nstaging_bucket = \"x\"": "files.staging_bucket",
		"[files]\nsecret_key = \"x\"":              "secret_key", // never in the file
		"[files]\nsecret_key_file = \"/no/where\"": "files.secret_key_file",
		"[keys]\nsecret_file = \"/no/where\"":      "keys.secret_file",
	} {
		path := written(t, text)
		_, err := LoadConfig(path, "", none)
		if office.CodeOf(err) != office.CodeInvalid || !strings.Contains(strings.ToLower(vi(err)), strings.ToLower(says)) {
			t.Errorf("%q: %v (%s), want it to name %s", text, err, vi(err), says)
		}
	}
	if _, err := LoadConfig(filepath.Join(t.TempDir(), "nowhere.toml"), "", none); err == nil {
		t.Error("a file that was named and is not there")
	}
	if _, err := LoadConfig("", "", env("CONGVAN_SESSION_SECURE", "perhaps", "CONGVAN_DATA", t.TempDir())); !strings.Contains(vi(err), "CONGVAN_SESSION_SECURE") {
		t.Errorf("a doubtful environment: %v", err)
	}
}

func vi(err error) string {
	var e *office.Error
	if errors.As(err, &e) {
		return e.Vi
	}
	return ""
}

// The file changes the defaults, the environment the file, the command line both.
func TestConfigOrder(t *testing.T) {
	dir, other := t.TempDir(), t.TempDir()
	text := fmt.Sprintf("listen = \"127.0.0.1:1111\"\ndata = %q\n[log]\nlevel = \"warn\"\n[limits]\nfiles = 7\n", other)
	if err := os.WriteFile(filepath.Join(dir, "congvan.toml"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	c, err := LoadConfig("", dir, env("CONGVAN_LISTEN", "127.0.0.1:2222", "CONGVAN_SESSION_SECURE", "true", "CONGVAN_DATABASE", "postgres://x"))
	if err != nil {
		t.Fatal(err)
	}
	want := DefaultConfig()
	want.Data, want.Listen, want.Log.Level, want.Limits.Files, want.Session.Secure, want.Database = dir, "127.0.0.1:2222", "warn", 7, true, "postgres://x"
	if d := cmp.Diff(want, c, unexported); d != "" {
		t.Error(d)
	}
	if c.dsn() != "postgres://x" {
		t.Errorf("database %s", c.dsn())
	}
	for name, getenv := range map[string]func(string) string{"by environment": env("CONGVAN_DATA", dir), "and by flag": env("CONGVAN_DATA", other)} {
		data := ""
		if name == "and by flag" {
			data = dir
		}
		c, err := LoadConfig("", data, getenv)
		if err != nil || c.Data != dir || c.Limits.Files != 7 || c.dsn() != filepath.Join(dir, "congvan.db") {
			t.Errorf("the folder named %s: %+v, %v", name, c, err)
		}
	}
	c, err = LoadConfig(filepath.Join(dir, "congvan.toml"), "", none)
	if err != nil || c.Data != other {
		t.Errorf("a file named outright: data %q, %v", c.Data, err)
	}
}

// Secrets come from files that nobody else reads, or from the environment.
func TestConfigSecrets(t *testing.T) {
	secret := strings.Repeat("bí mật ", 8)
	file := filepath.Join(t.TempDir(), "secret")
	if err := os.WriteFile(file, []byte(secret+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	text := fmt.Sprintf("[files]\nsecret_key_file = %q\n[keys]\nsecret_file = %q\n", file, file)
	c, err := LoadConfig(written(t, text), "", none)
	if want := strings.TrimSpace(secret); err != nil || c.Files.secretKey != want || c.Keys.secret != want {
		t.Errorf("from files: %v", err)
	}
	c, err = LoadConfig(written(t, text), "", env("CONGVAN_S3_ACCESS_KEY", "a", "CONGVAN_S3_SECRET_KEY", "s", "CONGVAN_KEYS_SECRET", secret+"2"))
	if err != nil || c.Files.AccessKey != "a" || c.Files.secretKey != "s" || c.Keys.secret != secret+"2" {
		t.Errorf("the environment goes before: %v", err)
	}
	if _, err := LoadConfig("", t.TempDir(), env("CONGVAN_KEYS_SECRET", "short")); !strings.Contains(vi(err), "keys.secret_file") {
		t.Errorf("a short secret: %v", err)
	}
	if err := os.Chmod(file, 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := LoadConfig(written(t, text), "", none); !strings.Contains(vi(err), "chmod 600") {
		t.Errorf("a secret that others may read: %v", err)
	}
}
