package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// writeResult calls write with stdout, or with a file that takes the place of
// path only when all of it is written: there is never half a file. A new file
// can be read by its owner only, since it holds personal data.
func writeResult(ctx context.Context, a *app, path string, write func(io.Writer) error) error {
	return writeNamed(ctx, a, "-o", path, write)
}

// writeNamed is writeResult for a file that another flag names.
func writeNamed(ctx context.Context, a *app, flag, path string, write func(io.Writer) error) error {
	if path == "" || path == "-" {
		if a.terminal {
			a.undisplay() // the result takes the place of the line
		}
		return write(whileWanted{ctx, a.stdout})
	}
	return replaceFile(ctx, flag, path, write)
}

// replaceFile is writeNamed for what is a file only.
func replaceFile(ctx context.Context, flag, path string, write func(io.Writer) error) error {
	target, info, err := resolve(flag, path)
	if err != nil {
		return err
	}
	if info != nil && !info.Mode().IsRegular() {
		return writeDevice(ctx, flag, target, info, write)
	}
	tmp, err := os.CreateTemp(filepath.Dir(target), ".presync-*")
	if err != nil {
		return fmt.Errorf("%s %s: cannot write in folder %s: %w", flag, path, filepath.Dir(target), reason(err))
	}
	err = write(whileWanted{ctx, tmp})
	if err == nil && info != nil {
		err = tmp.Chmod(info.Mode().Perm())
	}
	if err = errors.Join(err, tmp.Close()); err == nil {
		err = os.Rename(tmp.Name(), target)
	}
	if err != nil {
		return fmt.Errorf("%s %s: %w", flag, path, errors.Join(err, os.Remove(tmp.Name())))
	}
	return nil
}

// canReplace reports, before the work is done, what replaceFile would report
// about the place of a file; "" and "-" are none.
func canReplace(flag, path string) error {
	if path == "" || path == "-" {
		return nil
	}
	target, info, err := resolve(flag, path)
	switch {
	case err != nil:
		return err
	case info != nil && info.IsDir():
		return usagef("name a file in it", "%s %s is a folder", flag, path)
	case info != nil && !info.Mode().IsRegular():
		return nil
	}
	tmp, err := os.CreateTemp(filepath.Dir(target), ".presync-*")
	if err != nil {
		return fmt.Errorf("%s %s: cannot write in folder %s: %w", flag, path, filepath.Dir(target), reason(err))
	}
	return errors.Join(tmp.Close(), os.Remove(tmp.Name()))
}

// reason is what the system said, without the name of a file that nobody
// asked for.
func reason(err error) error {
	if fault, ok := errors.AsType[*fs.PathError](err); ok {
		return fault.Err
	}
	return err
}

// whileWanted writes until the context is done, so that an interrupt ends a
// long result.
type whileWanted struct {
	ctx context.Context
	w   io.Writer
}

func (w whileWanted) Write(p []byte) (int, error) {
	if err := w.ctx.Err(); err != nil {
		return 0, err
	}
	return w.w.Write(p)
}

// resolve follows links, so that the file behind a link is replaced and not
// the link. info is nil when there is no such file yet.
func resolve(flag, path string) (string, fs.FileInfo, error) {
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return path, nil, nil
	}
	if err != nil {
		return "", nil, fmt.Errorf("%s %s: %w", flag, path, err)
	}
	target, err := filepath.EvalSymlinks(path)
	if err != nil {
		return "", nil, fmt.Errorf("%s %s: %w", flag, path, err)
	}
	return target, info, nil
}

// writeDevice writes to a pipe or a device, which cannot be replaced.
func writeDevice(ctx context.Context, flag, path string, info fs.FileInfo, write func(io.Writer) error) error {
	if info.IsDir() {
		return usagef("name a file in it", "%s %s is a folder", flag, path)
	}
	f, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		return fmt.Errorf("%s: %w", flag, err)
	}
	return errors.Join(write(whileWanted{ctx, f}), f.Close())
}

// refuseInput keeps a file that a flag names from replacing one of the inputs.
func refuseInput(flag, path string, inputs ...string) error {
	out, err := os.Stat(path)
	if path == "" || err != nil {
		return nil
	}
	for _, in := range inputs {
		if info, err := os.Stat(in); err == nil && os.SameFile(info, out) {
			return usagef("name another file", "%s %s would replace an input", flag, path)
		}
	}
	return nil
}
