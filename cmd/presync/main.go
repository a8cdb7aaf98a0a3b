// Command presync predicts, user by user, what the next synchronisation from
// Active Directory to Microsoft Entra ID will do, from files and before
// anything is touched.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second interrupt ends the process at once
	code := newApp().run(ctx, os.Args[1:])
	stop()
	os.Exit(code)
}
