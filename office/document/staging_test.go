package document_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"congvan/office"
	"congvan/office/document"
	"congvan/office/journal"
	"congvan/platform/blob"
	"congvan/platform/store"
)

func (x *fixture) upload(content string) (document.Taken, error) {
	return x.Receive(x.t.Context(), x.Clerk, document.ReceiveInput{Files: []document.Upload{file("ke-hoach-mat.pdf", content)}})
}

func TestBadUploads(t *testing.T) {
	each(t, func(t *testing.T, x *fixture) {
		for content, want := range map[string]string{
			"no blank line":                         "bị hỏng",
			"problem: encrypted\n\n":                "có mật khẩu",
			"problem: unsupported\n\n":              "không phải định dạng",
			"problem: bomb\n\n":                     "bung ra quá lớn",
			"":                                      "bị hỏng",
			"a\n\n" + strings.Repeat("x", 1<<20+10): "lớn hơn 1 MB",
		} {
			_, err := x.upload(content)
			code := office.CodeInvalid
			if strings.HasPrefix(want, "lớn") {
				code = office.CodeTooLarge
			}
			if e := wantCode(t, err, code); !strings.Contains(e.Vi, want) || !strings.Contains(e.Vi, "ke-hoach-mat.pdf") {
				t.Errorf("%.20q: %s", content, e.Vi)
			}
		}
		_, err := x.Receive(t.Context(), x.Clerk, document.ReceiveInput{})
		wantCode(t, err, office.CodeInvalid)
		four := []document.Upload{file("1", "a\n\n"), file("2", "a\n\n"), file("3", "a\n\n"), file("4", "a\n\n")}
		_, err = x.Receive(t.Context(), x.Clerk, document.ReceiveInput{Files: four})
		wantCode(t, err, office.CodeTooLarge)
		_, err = x.Receive(t.Context(), x.Specialist, document.ReceiveInput{Files: four[:1]})
		wantCode(t, err, office.CodeForbidden)
		page, err := x.List(t.Context(), x.Clerk, document.ListQuery{Box: document.QueueBox})
		if err != nil || len(page.Rows) != 0 || x.files() != 0 {
			t.Errorf("something was stored: %d rows, %d files, %v", len(page.Rows), x.files(), err)
		}
	})
}

func (x *fixture) files() int {
	n := 0
	x.view(x.Clerk, func(tx office.Tx) error {
		return store.Documents{}.FileHashes(tx, x.Agency, func(office.Hash) error {
			n++
			return nil
		})
	})
	return n
}

func TestDeclaredClassificationIsRefused(t *testing.T) {
	each(t, func(t *testing.T, x *fixture) {
		_, err := x.Receive(t.Context(), x.Clerk, document.ReceiveInput{
			Files: []document.Upload{file("a.pdf", "a\n\n")}, Classification: office.Confidential,
		})
		if e := wantCode(t, err, office.CodeSecret); e.Field != "classification" {
			t.Error(e.Field)
		}
		f := form(1)
		f.Classification = office.TopSecret
		_, err = x.RegisterPaper(t.Context(), x.Clerk, f)
		wantCode(t, err, office.CodeSecret)
		err = x.store.Act(t.Context(), x.Specialist, func(tx office.Tx) error {
			_, err := x.CreateOutgoingIn(tx, document.Outgoing, document.DraftFields{
				TypeCode: "TB", Subject: "x", Classification: office.Secret,
			}, "draft.create")
			return err
		})
		wantCode(t, err, office.CodeSecret)
	})
}

// A mark holds the upload outside store, index and journal.
func TestStagingReleaseAndPurge(t *testing.T) {
	each(t, func(t *testing.T, x *fixture) {
		content := "mark: TỐI MẬT\ncode: 3-KH/TU\nsubject: Chuyện không được lộ\n\nNội dung không được lộ."
		held, err := x.upload(content)
		e := wantCode(t, err, office.CodeSecret)
		if !strings.Contains(e.Vi, "tạm giữ ngoài kho") || held.Held.Zero() || !held.Document.Zero() {
			t.Fatalf("%+v %s", held, e.Vi)
		}
		if x.files() != 0 {
			t.Error("bytes in the store")
		}
		x.nowhere("không được lộ", "ke-hoach-mat", "3-KH/TU")
		list, err := x.HeldUploads(t.Context(), x.Clerk)
		if err != nil || len(list) != 1 || list[0].Name != "ke-hoach-mat.pdf" || list[0].Level != office.Secret || list[0].Size != int64(len(content)) {
			t.Fatalf("held: %+v, %v", list, err)
		}
		_, err = x.HeldUploads(t.Context(), x.Specialist)
		wantCode(t, err, office.CodeForbidden)
		_, err = x.DecideStaging(t.Context(), x.OtherClerk, held.Held, document.Released, "của tôi")
		wantCode(t, err, office.CodeNotFound)
		_, err = x.DecideStaging(t.Context(), x.Clerk, held.Held, document.Purged, "")
		wantCode(t, err, office.CodeInvalid)
		if _, err = x.DecideStaging(t.Context(), x.Clerk, held.Held, document.Purged, "Chuyển sổ bí mật nhà nước"); err != nil {
			t.Fatal(err)
		}
		_, err = x.DecideStaging(t.Context(), x.Clerk, held.Held, document.Released, "nhầm")
		wantCode(t, err, office.CodeConflict)
		x.stagingEmpty()
		x.nowhere("không được lộ", "ke-hoach-mat", "3-KH/TU")

		second, err := x.upload(content)
		wantCode(t, err, office.CodeSecret)
		id, err := x.DecideStaging(t.Context(), x.Clerk, second.Held, document.Released, "Dấu in mẫu, không phải văn bản mật")
		if err != nil {
			t.Fatal(err)
		}
		if d := x.get(id); d.State != document.Received || d.ReferenceCode != "3-KH/TU" || len(d.Files) != 1 || d.Files[0].Name != "ke-hoach-mat.pdf" {
			t.Errorf("released: %+v", d)
		}
		x.stagingEmpty()
		if err := x.ClearStaging(t.Context(), document.StagedID{Agency: x.Agency, ID: second.Held}); err != nil {
			t.Errorf("the job, run again: %v", err)
		}
		x.verified()
	})
}

func TestHostileFileWaits(t *testing.T) {
	each(t, func(t *testing.T, x *fixture) {
		held, err := x.upload("macro: yes\ncode: 4\n\nx")
		if e := wantCode(t, err, office.CodeInvalid); held.Held.Zero() || !strings.Contains(e.Vi, "macro") {
			t.Fatalf("%+v %s", held, e.Vi)
		}
		id, err := x.DecideStaging(t.Context(), x.Clerk, held.Held, document.Released, "Đã kiểm tra trên máy riêng")
		if err != nil {
			t.Fatal(err)
		}
		detail, err := x.Detail(t.Context(), x.Clerk, id)
		if err != nil || len(detail.Readings) != 1 || len(detail.Readings[0].Findings) != 1 || !detail.Readings[0].Findings[0].Hostile {
			t.Errorf("findings stay with the file: %+v, %v", detail.Readings, err)
		}
		_, err = x.Prepare(t.Context(), x.Clerk, []document.Upload{file("a", "mark: x\n\n")})
		wantCode(t, err, office.CodeSecret)
	})
}

func (x *fixture) stagingEmpty() {
	x.t.Helper()
	root := x.Folder.(blob.StagingFolder).Root
	err := filepath.WalkDir(root, func(path string, d os.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			x.t.Errorf("left in staging: %s", path)
		}
		return err
	})
	if err != nil {
		x.t.Fatal(err)
	}
}

// nowhere looks for words in every payload of the journal.
func (x *fixture) nowhere(words ...string) {
	x.t.Helper()
	x.view(x.Clerk, func(tx office.Tx) error {
		for _, a := range []office.ID{x.Agency, x.Other} {
			err := store.Journal{}.Entries(tx, a, 0, 1_000_000, func(e journal.Entry) error {
				for _, w := range words {
					if bytes.Contains(e.Payload, []byte(w)) {
						x.t.Errorf("%q is in journal entry %d", w, e.Index)
					}
				}
				return nil
			})
			if err != nil {
				return err
			}
		}
		return nil
	})
}
