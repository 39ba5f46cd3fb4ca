// Package crash kills the real server at random moments while several people work
// with it, starts it again, and checks that no act that was acknowledged is lost
// and nothing is half done.
//
// It holds tests only. The moments come from a seed, which every run prints;
// CONGVAN_CRASH_SEED repeats them.
package crash
