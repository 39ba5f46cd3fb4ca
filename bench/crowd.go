package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"syscall"
	"time"

	"congvan/e2e/crowd"
)

// crowdCommand makes this program the crowd of another one: it reads a plan, opens
// everybody's page, says so, and works when it is told.
const crowdCommand = "crowd"

func crowdProcess(ctx context.Context, in io.Reader, out io.Writer) error {
	lines := bufio.NewReader(in)
	told := json.NewDecoder(lines)
	var plan crowd.Plan
	if err := told.Decode(&plan); err != nil {
		return err
	}
	c, err := crowd.Open(ctx, plan)
	if err != nil {
		return err
	}
	defer c.Close()
	say := json.NewEncoder(out)
	if err := say.Encode(true); err != nil {
		return err
	}
	var begin bool
	if err := told.Decode(&begin); err != nil {
		return err
	}
	return say.Encode(c.Work(ctx))
}

// workers is a crowd in a process of its own.
type workers struct {
	cmd  *exec.Cmd
	tell *json.Encoder
	hear *json.Decoder
	in   io.Closer
}

// gather starts the process and waits until all pages are open.
func (b *bench) gather(plan crowd.Plan) (*workers, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	w := &workers{cmd: exec.CommandContext(b.ctx, self, crowdCommand)}
	w.cmd.Stderr, w.cmd.WaitDelay = os.Stderr, 10*time.Second
	w.cmd.Cancel = func() error { return w.cmd.Process.Signal(syscall.SIGTERM) }
	in, err := w.cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	out, err := w.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := w.cmd.Start(); err != nil {
		return nil, err
	}
	w.in, w.tell, w.hear = in, json.NewEncoder(in), json.NewDecoder(out)
	var open bool
	if err := errors.Join(w.tell.Encode(plan), w.hear.Decode(&open)); err != nil {
		return nil, fmt.Errorf("the crowd did not open its pages: %w", errors.Join(err, w.end()))
	}
	return w, nil
}

// work lets them work and gives what they measured.
func (w *workers) work() (crowd.Report, error) {
	var r crowd.Report
	err := w.tell.Encode(true)
	if err == nil {
		err = w.hear.Decode(&r)
	}
	return r, err
}

func (w *workers) end() error {
	_ = w.in.Close()
	return w.cmd.Wait()
}
