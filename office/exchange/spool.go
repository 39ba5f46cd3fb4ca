package exchange

import (
	"bytes"
	"context"
	"fmt"
	"io"

	"congvan/office"
	"congvan/office/document"
)

// smallFile is what a reception holds in memory instead of in the spool.
const smallFile = 256 << 10

// spooled is the attachments of one arrival before anyone has looked at them.
type spooled struct {
	uploads []document.Upload
	close   []io.Closer
}

// Close lets go of the bytes.
func (s *spooled) Close() {
	for _, c := range s.close {
		_ = c.Close() // the folder is cleared at start as well
	}
}

// spool takes the attachments aside while they stream by and checks size and
// sum of each: nothing that is not what was signed goes further.
func (c *reception) spool(ctx context.Context, files []File) (*spooled, error) {
	s, parts := &spooled{}, c.front.parts
	for i, want := range c.front.manifest.Files {
		size, err := parts.next(partFiles + want.ContentID)
		if err == nil && size != want.Size {
			err = errChanged{want.ContentID}
		}
		if err == nil {
			err = c.setAside(ctx, s, files[i])
		}
		if err != nil {
			s.Close()
			return nil, err
		}
	}
	if err := parts.end(); err != nil {
		s.Close()
		return nil, err
	}
	return s, nil
}

func (c *reception) setAside(ctx context.Context, s *spooled, want File) error {
	sum := newSum(io.LimitReader(office.ReadWhile(ctx, c.front.parts.tar), want.Size+1))
	var kept io.ReadSeeker
	var n int64
	var err error
	switch {
	case !c.at.From.Zero(): // they lie in our store already, the sender's
		kept, n, err = c.pass(ctx, s, want, sum)
	case want.Size <= smallFile:
		data := bytes.NewBuffer(make([]byte, 0, want.Size+bytes.MinRead))
		if n, err = data.ReadFrom(sum); err != nil {
			return fmt.Errorf("exchange: attachment: %w", err)
		}
		kept = bytes.NewReader(data.Bytes())
	default:
		kept, n, err = c.write(s, sum)
	}
	if err != nil {
		return err
	}
	if n != want.Size || sum.hash() != want.SHA256 {
		return errChanged{want.SHA256.String()}
	}
	s.uploads = append(s.uploads, document.Upload{Name: want.Name, File: kept})
	return nil
}

// pass lets bytes stream by and gives the sender's file, which they came from.
func (c *reception) pass(ctx context.Context, s *spooled, want File, r io.Reader) (io.ReadSeeker, int64, error) {
	n, err := io.Copy(io.Discard, r)
	if err != nil {
		return nil, 0, fmt.Errorf("exchange: attachment: %w", err)
	}
	file, _, err := c.Files.Open(ctx, c.at.From, want.SHA256)
	if err != nil {
		return nil, 0, err
	}
	s.close = append(s.close, file)
	return file, n, nil
}

func (c *reception) write(s *spooled, r io.Reader) (io.ReadSeeker, int64, error) {
	file, err := c.Spool.Create()
	if err != nil {
		return nil, 0, spoolAway(err)
	}
	s.close = append(s.close, file)
	n, err := io.Copy(file, r)
	if err != nil {
		return nil, 0, fmt.Errorf("exchange: attachment: %w", err)
	}
	if _, err = file.Seek(0, io.SeekStart); err != nil {
		return nil, 0, spoolAway(err)
	}
	return file, n, nil
}

func spoolAway(err error) error {
	return &office.Error{
		Code: office.CodeUnavailable, Op: "exchange.spool", Err: err,
		Vi: "Máy chủ nhận không ghi được tệp tạm. Kiểm tra dung lượng đĩa; cơ quan gửi sẽ tự gửi lại.",
		En: "The receiving server cannot write temporary files. Check the disk; the sender will try again.",
	}
}

// errChanged: bytes arrived that are not those that were signed.
type errChanged struct{ part string }

func (e errChanged) Error() string { return "exchange: " + e.part + " is not what was signed" }
