package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	"congvan/office"
	"congvan/platform/convert"
	"congvan/standard/edxml"
)

// maxInput is the largest file a command reads.
const maxInput = 256 << 20

// printJSON writes one object, indented for people, UTF-8 as it is.
func (e *env) printJSON(v any) error {
	enc := json.NewEncoder(e.stdout)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(v)
}

// failure is what --json prints when a command could not do its work.
type failure struct {
	Error failureText `json:"error"`
}

type failureText struct {
	Code string `json:"code"`
	Vi   string `json:"vi"`
	En   string `json:"en"`
}

// fail prints the reason as JSON and gives exit 1.
func (e *env) fail(err error) error {
	f := failureText{Code: string(office.CodeOf(err)), Vi: "Có lỗi: " + err.Error(), En: err.Error()}
	var own *office.Error
	var conv *convert.Error
	var ed *edxml.Error
	switch {
	case errors.As(err, &own):
		f = failureText{string(own.Code), own.Vi, own.En}
	case errors.As(err, &conv):
		f = failureText{string(conv.Code), conv.Vi, conv.En}
	case errors.As(err, &ed):
		f = failureText{string(ed.Code), "Gói edXML không đọc được: " + ed.Detail, "The edXML package cannot be read: " + ed.Detail}
	}
	if err := e.printJSON(failure{f}); err != nil {
		return err
	}
	return exitError(exitBad)
}

// readFile reads a whole file within the limit.
func readFile(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, office.NotFound("congvan.readFile",
			fmt.Sprintf("Không mở được tệp %s. Kiểm tra đường dẫn và quyền đọc.", path),
			fmt.Sprintf("Cannot open %s. Check the path and the permissions.", path))
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, maxInput+1))
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", path, err)
	}
	if len(b) > maxInput {
		return nil, office.NewError(office.CodeTooLarge, "congvan.readFile",
			fmt.Sprintf("Tệp lớn hơn %d MB.", maxInput>>20), fmt.Sprintf("The file is larger than %d MB.", maxInput>>20))
	}
	return b, nil
}
