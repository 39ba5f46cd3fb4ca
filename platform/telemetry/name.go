package telemetry

import (
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
)

// names finds the Go name of a use case on the stack of the goroutine that asks
// for a transaction: the first exported function or method of the package that
// asked. So a new use case is named without anybody thinking of it, and none can
// be named wrong. Helpers within the package (unexported) pass the name on; a
// package whose functions are all unexported, as pages are, gives its outermost.
type names struct {
	known atomic.Pointer[map[uintptr]place] // replaced, never changed
	mu    sync.Mutex                        // held while known is replaced
}

// place is a function of the program.
type place struct {
	pkg      string // import path
	label    string // as a use case: "document.Register"
	exported bool
	door     bool // store's Act or View: who asked stands above it
}

// depth is how far up the stack is looked. Acts are opened near the method that
// people call; what lies deeper is named after the outermost function seen.
const depth = 16

func (n *names) caller() string {
	var pcs [depth]uintptr
	stack := pcs[:runtime.Callers(2, pcs[:])]
	inside := true // still within the store
	var best place
	for _, pc := range stack {
		p := n.place(pc)
		switch {
		case inside:
			inside = !p.door
			continue
		case best.pkg != "" && p.pkg != best.pkg:
			return best.label
		}
		if best = p; p.exported {
			return best.label
		}
	}
	if best.label == "" {
		return "unknown"
	}
	return best.label
}

func (n *names) place(pc uintptr) place {
	if known := n.known.Load(); known != nil {
		if p, ok := (*known)[pc]; ok {
			return p
		}
	}
	frame, _ := runtime.CallersFrames([]uintptr{pc}).Next()
	p := placeOf(frame.Function)
	n.mu.Lock()
	defer n.mu.Unlock()
	next := map[uintptr]place{pc: p}
	if known := n.known.Load(); known != nil {
		for k, v := range *known {
			next[k] = v
		}
	}
	n.known.Store(&next)
	return p
}

// module is the import path that all our packages begin with.
const module = "congvan/"

// placeOf reads a function's name as the runtime writes it:
// "congvan/office/document.(*Service).Register.func1".
func placeOf(function string) place {
	slash := strings.LastIndexByte(function, '/') + 1
	dot := strings.IndexByte(function[slash:], '.')
	if dot < 0 {
		return place{}
	}
	p := place{pkg: function[:slash+dot]}
	rest := strings.ReplaceAll(strings.TrimSuffix(function[slash+dot+1:], "-fm"), "[...]", "")
	parts := strings.Split(rest, ".")
	owner, name := "", parts[0]
	if receiver, ok := strings.CutPrefix(name, "("); ok {
		owner = strings.Trim(receiver, "*)")
	}
	if owner == "" && len(parts) > 1 && !closure(parts[1]) {
		owner = parts[0]
	}
	if owner != "" && len(parts) > 1 {
		name = parts[1]
	}
	p.exported = name[0] >= 'A' && name[0] <= 'Z'
	p.door = p.pkg == "congvan/platform/store" && owner == "Store" && (name == "Act" || name == "View")
	p.label = labelOf(p.pkg, owner, name)
	return p
}

// closure reports the part of a name that the compiler made.
func closure(part string) bool {
	for _, made := range []string{"func", "gowrap", "deferwrap"} {
		if rest, ok := strings.CutPrefix(part, made); ok && rest != "" && rest[0] >= '0' && rest[0] <= '9' {
			return true
		}
	}
	return false
}

// labelOf leaves out what says nothing: the layer, and the type when it is the
// one that a package is about.
func labelOf(pkg, owner, name string) string {
	short := strings.TrimPrefix(pkg, module)
	for _, layer := range []string{"office/", "platform/", "cmd/congvan/"} {
		short = strings.TrimPrefix(short, layer)
	}
	switch owner {
	case "", "Service", "Area", "App":
		return short + "." + name
	}
	return short + "." + owner + "." + name
}
