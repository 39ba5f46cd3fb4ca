package document_test

import (
	"testing"
	"time"

	"congvan/office"
	"congvan/office/document"
	"congvan/office/journal"
	"congvan/office/search"
	"congvan/platform/store"
)

func TestEraseAnUploadNeverRegistered(t *testing.T) {
	each(t, func(t *testing.T, x *fixture) {
		keep := x.receive("code: 1\nsubject: Đơn của bà Hoa\n\nDùng chung")
		same := x.receive("code: 1\nsubject: Đơn của bà Hoa\n\nDùng chung") // same bytes
		gone := x.receive("code: 2\nsubject: Đơn của ông Tư\n\nRiêng ông Tư")
		wantCode(t, x.Erase(t.Context(), x.Clerk, gone.ID, "Công dân yêu cầu"), office.CodeForbidden)
		if e := wantCode(t, x.Erase(t.Context(), x.Chief, gone.ID, ""), office.CodeInvalid); e.Field != "reason" {
			t.Error(e.Field)
		}
		for _, d := range []document.Document{same, gone} {
			if err := x.Erase(t.Context(), x.Chief, d.ID, "Công dân yêu cầu"); err != nil {
				t.Fatal(err)
			}
			_, err := x.Detail(t.Context(), x.Chief, d.ID)
			wantCode(t, err, office.CodeNotFound)
		}
		x.nowhere("ông Tư")
		x.drop(gone.Files[0].SHA256)
		x.drop(same.Files[0].SHA256) // still in use: stays
		if _, _, err := x.blobs.Open(t.Context(), x.Agency, gone.Files[0].SHA256); office.CodeOf(err) != office.CodeNotFound {
			t.Errorf("bytes are still there: %v", err)
		}
		if _, f, err := x.OpenFile(t.Context(), x.Chief, keep.ID, keep.Files[0].SHA256); err != nil {
			t.Errorf("the other document lost its file: %v", err)
		} else {
			f.Close()
		}
		s := search.Service{Acts: x.store, Store: x.store.Search()}
		if a, err := s.Search(t.Context(), x.Clerk, search.Input{Text: "ong tu"}); err != nil || len(a.Hits) != 0 {
			t.Errorf("the index still finds it: %+v, %v", a, err)
		}
		report := x.verify()
		if len(report.Problems) != 0 || report.Erased != 2 {
			t.Errorf("verify: erased %d, %+v", report.Erased, report.Problems)
		}
		x.view(x.Chief, func(tx office.Tx) error {
			story, err := store.Journal{}.EntriesOf(tx, x.Agency, gone.ID)
			if err != nil {
				return err
			}
			if len(story) != 2 || !story[0].Erased() || story[0].ErasedBy != story[1].Index || !story[0].Person.Zero() ||
				story[1].Act != "document.erase" {
				t.Errorf("story: %+v", story)
			}
			p, err := journal.DecodePayload(story[1].Payload)
			if p.Version != journal.ErasedVersion || string(p.Meta.Detail) != `{"reason":"Công dân yêu cầu"}` {
				t.Errorf("erasing entry: %+v", p)
			}
			return err
		})
		wantCode(t, x.Erase(t.Context(), x.Chief, x.paper(1).ID, "x"), office.CodeConflict)
	})
}

// drop runs the job that an erasure or the collector enqueues.
func (x *fixture) drop(h office.Hash) {
	x.t.Helper()
	if err := x.DropFile(x.t.Context(), document.DroppedFile{Agency: x.Agency, SHA256: h}); err != nil {
		x.t.Fatal(err)
	}
}

func TestCollectUnusedFiles(t *testing.T) {
	each(t, func(t *testing.T, x *fixture) {
		used := x.receive("code: 1\n\nĐang dùng")
		files, err := x.Inspect(t.Context(), []document.Upload{file("a.pdf", "a\n\nKhông ai dùng")})
		if err != nil {
			t.Fatal(err)
		}
		unused, err := x.Keep(t.Context(), x.Clerk, files)
		if err != nil {
			t.Fatal(err)
		}
		collect := func(want int) {
			t.Helper()
			if n, err := x.Collect(t.Context(), x.Agency); err != nil || n != want {
				t.Errorf("collected %d, want %d: %v", n, want, err)
			}
		}
		collect(0)
		x.clock.Set(x.clock.Now().Add(6 * 24 * time.Hour))
		if _, err := x.Keep(t.Context(), x.Clerk, files); err != nil { // put again: the time is renewed
			t.Fatal(err)
		}
		x.clock.Set(x.clock.Now().Add(6 * 24 * time.Hour))
		collect(0)
		x.clock.Set(x.clock.Now().Add(25 * time.Hour))
		collect(1)
		x.drop(unused[0].File.SHA256)
		if _, _, err := x.blobs.Open(t.Context(), x.Agency, unused[0].File.SHA256); office.CodeOf(err) != office.CodeNotFound {
			t.Errorf("bytes are still there: %v", err)
		}
		if x.files() != 1 || x.get(used.ID).Files[0].SHA256 != used.Files[0].SHA256 {
			t.Error("a file in use was collected")
		}
		x.verified()
	})
}
