// Package crash kills the real server at random moments while several people work
// with it, starts it again, and checks that no act that was acknowledged is lost
// and nothing is half done.
//
// A cluster of two nodes is treated the same way: one is killed, each is restarted
// in turn, its S3 service goes away.
//
// It holds tests only. The moments come from a seed, which every run prints;
// CONGVAN_CRASH_SEED repeats them.
package crash
