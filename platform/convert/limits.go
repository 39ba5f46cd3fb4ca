package convert

import (
	"fmt"
	"math"
	"runtime/debug"
	"time"

	"golang.org/x/sys/unix"
)

// Limits bound one child process. A zero field means no limit of that kind;
// callers start from DefaultLimits.
type Limits struct {
	Memory int64         // bytes of memory the child may hold
	CPU    time.Duration // processor time, rounded up to whole seconds
	Wall   time.Duration // time by the clock
	Output int64         // bytes on standard output
	File   int64         // bytes of any one file it writes
}

// DefaultLimits returns the limits for readers of hostile files: 448 MB,
// 8 s of processor, 9 s by the clock, 64 MB of output. With the start and the
// end of a process that stays under 512 MB and 10 s.
func DefaultLimits() Limits {
	return Limits{Memory: 448 << 20, CPU: 8 * time.Second, Wall: 9 * time.Second, Output: 64 << 20, File: 64 << 20}
}

// encode writes what the child must set on itself. The parent holds the rest.
func (l Limits) encode() string {
	return fmt.Sprintf("%d,%d,%d", l.Memory, l.cpuSeconds(), l.File)
}

func decodeLimits(s string) (Limits, error) {
	var mem, cpu, file int64
	if _, err := fmt.Sscanf(s, "%d,%d,%d", &mem, &cpu, &file); err != nil {
		return Limits{}, fmt.Errorf("limits %q: %w", s, err)
	}
	return Limits{Memory: mem, CPU: time.Duration(cpu) * time.Second, File: file}, nil
}

func (l Limits) cpuSeconds() int64 { return int64(math.Ceil(l.CPU.Seconds())) }

// apply sets l on the calling process for good, hard limits included. Memory
// is limited as private writable memory (RLIMIT_DATA, which counts mappings
// since Linux 4.7): a Go process reserves far more address space than it uses,
// so RLIMIT_AS would fit neither our readers nor the shim on its way to exec.
func (l Limits) apply() error {
	set := func(resource int, soft, hard uint64) error {
		return unix.Setrlimit(resource, &unix.Rlimit{Cur: soft, Max: hard})
	}
	if err := set(unix.RLIMIT_CORE, 0, 0); err != nil {
		return err
	}
	if s := uint64(l.cpuSeconds()); s > 0 {
		if err := set(unix.RLIMIT_CPU, s, s+1); err != nil {
			return err
		}
	}
	if l.File > 0 {
		if err := set(unix.RLIMIT_FSIZE, uint64(l.File), uint64(l.File)); err != nil {
			return err
		}
	}
	if l.Memory == 0 {
		return nil
	}
	// The collector works harder before the kernel says no.
	debug.SetMemoryLimit(l.Memory / 4 * 3)
	debug.SetMaxStack(int(min(l.Memory/8, 64<<20)))
	return set(unix.RLIMIT_DATA, uint64(l.Memory), uint64(l.Memory))
}
