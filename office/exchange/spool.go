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
func (f front) spool(ctx context.Context, room Spool, files []File) (*spooled, error) {
	s := &spooled{}
	for i, want := range f.manifest.Files {
		size, err := f.parts.next(partFiles + want.ContentID)
		if err == nil && size != want.Size {
			err = errChanged{want.ContentID}
		}
		if err == nil {
			err = s.take(ctx, room, files[i], f.parts.tar)
		}
		if err != nil {
			s.Close()
			return nil, err
		}
	}
	if err := f.parts.end(); err != nil {
		s.Close()
		return nil, err
	}
	return s, nil
}

func (s *spooled) take(ctx context.Context, room Spool, want File, r io.Reader) error {
	sum := newSum(io.LimitReader(&ctxReader{ctx, r}, want.Size+1))
	var kept io.ReadSeeker
	var n int64
	if want.Size <= smallFile {
		data, err := io.ReadAll(sum)
		if err != nil {
			return fmt.Errorf("exchange: attachment: %w", err)
		}
		kept, n = bytes.NewReader(data), int64(len(data))
	} else {
		file, err := room.Create()
		if err != nil {
			return spoolAway(err)
		}
		s.close = append(s.close, file)
		if n, err = io.Copy(file, sum); err != nil {
			return fmt.Errorf("exchange: attachment: %w", err)
		}
		if _, err = file.Seek(0, io.SeekStart); err != nil {
			return spoolAway(err)
		}
		kept = file
	}
	if n != want.Size || sum.hash() != want.SHA256 {
		return errChanged{want.SHA256.String()}
	}
	s.uploads = append(s.uploads, document.Upload{Name: want.Name, File: kept})
	return nil
}

func spoolAway(err error) error {
	return &office.Error{
		Code: office.CodeUnavailable, Op: "exchange.spool", Err: err,
		Vi: "Máy chủ nhận không ghi được tệp tạm. Kiểm tra dung lượng đĩa; cơ quan gửi sẽ tự gửi lại.",
		En: "The receiving server cannot write temporary files. Check the disk; the sender will try again.",
	}
}

// ctxReader stops reading when the context ends.
type ctxReader struct {
	ctx context.Context
	r   io.Reader
}

func (c *ctxReader) Read(p []byte) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	return c.r.Read(p)
}

// errChanged: bytes arrived that are not those that were signed.
type errChanged struct{ part string }

func (e errChanged) Error() string { return "exchange: " + e.part + " is not what was signed" }
