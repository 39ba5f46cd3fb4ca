package pades

// explain gives the verdict that a code leads to, and its wording.
func explain(code string) (Verdict, Reason) {
	v, vi, en := wording(code)
	return v, Reason{Code: code, Vi: vi, En: en}
}

func wording(code string) (v Verdict, vi, en string) {
	for _, table := range [][]row{fileRows(), containerRows(), trustRows(), changeRows(), noteRows()} {
		for _, r := range table {
			if r.code == code {
				return r.verdict, r.vi, r.en
			}
		}
	}
	return Invalid, "Lỗi không xác định: " + code, "Unexpected finding: " + code
}

type row struct {
	code    string
	verdict Verdict
	vi, en  string
}

func fileRows() []row {
	return []row{
		{"no_signature", Indeterminate, "Tệp không có chữ ký số.", "The file carries no signature."},
		{"unreadable", Indeterminate, "Không đọc được cấu trúc tệp PDF.", "The structure of the PDF cannot be read."},
		{"malformed", Invalid, "Tệp có chữ ký nhưng cấu trúc PDF bị hỏng.", "The file is signed, but its PDF structure is malformed."},
		{"too_many_revisions", Indeterminate, "Tệp có quá nhiều phiên bản cập nhật để kiểm tra.", "The file has too many revisions to check."},
		{"too_complex", Indeterminate, "Tệp quá lớn hoặc quá phức tạp để so sánh các phiên bản.", "The file is too large or too complex to compare its revisions."},
		{"limit", Indeterminate, "Tệp vượt giới hạn kiểm tra an toàn.", "The file exceeds a safety limit."},
		{"encrypted", Indeterminate, "Tệp được mã hóa nên không thể kiểm tra đầy đủ.", "The file is encrypted and cannot be checked fully."},
		{"form_unreadable", Indeterminate, "Không đọc được biểu mẫu của tệp.", "The form of the file cannot be read."},
		{"certification_lost", Indeterminate, "Chữ ký chứng nhận không còn thuộc trường chữ ký nào.", "The certifying signature belongs to no signature field any more."},
		{"orphan_signature", ValidWithWarning, "Tệp còn dữ liệu của chữ ký đã bị bỏ khỏi biểu mẫu.", "The file holds data of a signature that its form no longer shows."},
		{"internal", Indeterminate, "Lỗi nội bộ khi kiểm tra tệp.", "Internal error while checking the file."},
	}
}

func containerRows() []row {
	return []row{
		{"byte_range", Invalid, "Vùng được ký (ByteRange) sai: phải bắt đầu từ đầu tệp và chỉ chừa đúng chỗ chữ ký.", "The signed range is wrong: it must start at the first byte and leave out exactly the signature."},
		{"signature_ambiguous", Invalid, "Đối tượng chữ ký không rõ ràng hoặc đặt sai chỗ.", "The signature object is ambiguous or misplaced."},
		{"signature_replaced", Invalid, "Đối tượng chữ ký bị thay sau khi ký.", "The signature object was replaced after signing."},
		{"signature_shared", Invalid, "Một chữ ký được gắn vào nhiều trường.", "One signature is attached to several fields."},
		{"field_not_signed", Invalid, "Trường chữ ký không có trong phần được ký.", "The signature field is not part of what was signed."},
		{"revision_unknown", Invalid, "Phần được ký không phải là một phiên bản trọn vẹn của tệp.", "What was signed is no complete revision of the file."},
		{"trailing_bytes", Invalid, "Có dữ liệu lạ nằm sau phần được ký.", "Foreign bytes follow the signed part."},
		{"contents_empty", Invalid, "Chỗ dành cho chữ ký còn trống.", "The place of the signature is empty."},
		{"container_malformed", Invalid, "Dữ liệu chữ ký (CMS) bị hỏng hoặc sai cấu trúc.", "The signature container (CMS) is malformed."},
		{"container_padding", Invalid, "Có dữ liệu lạ sau dữ liệu chữ ký (CMS).", "Foreign bytes follow the signature container."},
		{"subfilter_unsupported", Indeterminate, "Kiểu chữ ký này chưa được hỗ trợ.", "This kind of signature is not supported."},
		{"signer_count", Invalid, "Dữ liệu chữ ký phải có đúng một người ký.", "The container must have exactly one signer."},
		{"signed_attribute_missing", Invalid, "Thiếu thuộc tính bắt buộc được ký.", "A mandatory signed attribute is missing."},
		{"signed_attribute_repeated", Invalid, "Thuộc tính được ký bị lặp.", "A signed attribute is repeated."},
		{"content_type_mismatch", Invalid, "Kiểu nội dung được ký không khớp.", "The signed content type does not match."},
		{"digest_mismatch", Invalid, "Nội dung đã bị thay đổi sau khi ký.", "The content was changed after signing."},
		{"signature_mismatch", Invalid, "Giá trị chữ ký không đúng.", "The signature value is wrong."},
		{"algorithm_forbidden", Invalid, "Thuật toán bị cấm vì không còn an toàn.", "The algorithm is forbidden as broken."},
		{"algorithm_mismatch", Invalid, "Thuật toán ký và thuật toán băm không khớp nhau.", "Signature and digest algorithms contradict each other."},
		{"algorithm_parameters", Invalid, "Tham số thuật toán trong dữ liệu chữ ký sai quy cách.", "The container describes its algorithms wrongly."},
		{"signing_certificate_mismatch", Invalid, "Chứng thư số không phải là chứng thư được ghi trong chữ ký.", "The certificate is not the one the signature names."},
		{"timestamp_malformed", Invalid, "Dấu thời gian bị hỏng.", "The timestamp is malformed."},
		{"timestamp_mismatch", Invalid, "Dấu thời gian không thuộc về chữ ký này.", "The timestamp does not belong to this signature."},
		{"timestamp_broken", Invalid, "Chữ ký của dấu thời gian không đúng.", "The signature of the timestamp is wrong."},
		{"timestamp_unjudged", Indeterminate, "Không kiểm tra được dấu thời gian.", "The timestamp cannot be judged."},
		{"algorithm_unsupported", Indeterminate, "Thuật toán ký chưa được hỗ trợ.", "The signature algorithm is not supported."},
		{"algorithm_weak", Indeterminate, "Thuật toán hoặc khóa đã yếu (SHA-1, RSA ngắn), không còn giá trị chứng minh.", "The algorithm or key is weak (SHA-1, short RSA) and proves nothing by itself."},
		{"signer_certificate_missing", Indeterminate, "Không tìm thấy hoặc không đọc được chứng thư số của người ký.", "The signer's certificate is missing or cannot be read."},
		{"signer_certificate_malformed", Indeterminate, "Chứng thư số của người ký sai quy cách X.509.", "The signer's certificate breaks the rules of X.509."},
		{"no_signed_attributes", ValidWithWarning, "Chữ ký kiểu cũ, không có thuộc tính được ký.", "Old-style signature without signed attributes."},
		{"no_signing_certificate", ValidWithWarning, "Chữ ký không ghi chứng thư số được dùng (thiếu signing-certificate).", "The signature does not name its certificate (no signing-certificate attribute)."},
		{"signing_certificate_v1", ValidWithWarning, "Chữ ký ghi chứng thư số bằng SHA-1 (kiểu cũ).", "The signature names its certificate by SHA-1 (old style)."},
		{"not_cades", ValidWithWarning, "Chữ ký không theo chuẩn PAdES (kiểu adbe.pkcs7 cũ).", "Not a PAdES signature (older adbe.pkcs7 kind)."},
		{"content_embedded", ValidWithWarning, "Dữ liệu chữ ký chứa nội dung thừa.", "The container carries content it should not."},
		{"contents_loose", ValidWithWarning, "Chuỗi chứa chữ ký không viết liền (có khoảng trắng).", "The string that holds the signature is written loosely."},
		{"trailing_space", ValidWithWarning, "Có khoảng trắng thừa sau phần được ký.", "White space follows the signed part."},
		{"usage_rights", Indeterminate, "Đây là quyền sử dụng của phần mềm đọc, không phải chữ ký của người hay cơ quan.", "This grants usage rights to a reader; it is nobody's signature."},
	}
}

func trustRows() []row {
	return []row{
		{"no_roots", Indeterminate, "Chưa có chứng thư gốc tin cậy để đối chiếu.", "No trusted roots were given."},
		{"untrusted", Indeterminate, "Chứng thư số không dẫn tới chứng thư gốc tin cậy.", "The certificate does not chain to a trusted root."},
		{"certificate_expired", Indeterminate, "Chứng thư số đã hết hạn và không có dấu thời gian tin cậy.", "The certificate has expired and no trusted timestamp proves an earlier time."},
		{"certificate_not_yet_valid", Indeterminate, "Chứng thư số chưa có hiệu lực.", "The certificate is not valid yet."},
		{"signed_outside_validity", Indeterminate, "Thời điểm ký ghi trên chữ ký nằm ngoài thời hạn của chứng thư số.", "The claimed signing time lies outside the certificate's validity."},
		{"signed_in_future", Indeterminate, "Thời điểm ký ghi trên chữ ký ở tương lai.", "The claimed signing time lies in the future."},
		{"key_usage", Indeterminate, "Chứng thư số không được cấp để ký văn bản.", "The certificate is not meant for signing documents."},
		{"timestamp_untrusted", ValidWithWarning, "Dấu thời gian không dẫn tới chứng thư gốc tin cậy.", "The timestamp does not chain to a trusted root."},
	}
}

func changeRows() []row {
	return []row{
		{"change_denied", Invalid, "Nội dung bị thay đổi sau khi ký ngoài những thay đổi được phép.", "The document was changed after signing beyond what is allowed."},
		{"page_changed", Invalid, "Trang văn bản bị thay đổi sau khi ký.", "A page was changed after signing."},
		{"annotation_added", Invalid, "Có chú thích hoặc phần hiển thị bị thêm sau khi ký.", "An annotation was added after signing."},
		{"annotation_removed", Invalid, "Có chú thích hoặc phần hiển thị bị bỏ sau khi ký.", "An annotation was removed after signing."},
		{"field_changed", Invalid, "Trường biểu mẫu hoặc phần hiển thị của nó bị thay đổi trái phép sau khi ký.", "A form field or its appearance was changed unduly after signing."},
		{"field_added", Invalid, "Có trường biểu mẫu bị thêm sau khi ký.", "A form field was added after signing."},
		{"field_removed", Invalid, "Có trường biểu mẫu bị bỏ sau khi ký.", "A form field was removed after signing."},
		{"field_locked", Invalid, "Trường đã khóa bị thay đổi sau khi ký.", "A locked field was changed after signing."},
		{"form_changed", Invalid, "Biểu mẫu bị thay đổi trái phép sau khi ký.", "The form was changed unduly after signing."},
		{"catalog_changed", Invalid, "Cấu trúc văn bản bị thay đổi sau khi ký.", "The document catalogue was changed after signing."},
		{"trailer_changed", Invalid, "Phần cuối tệp (trailer) bị thay đổi trái phép sau khi ký.", "The trailer was changed unduly after signing."},
		{"xref_tricked", Invalid, "Bảng tham chiếu của phiên bản sau có dấu hiệu gian lận.", "The cross-reference of a later revision is deceptive."},
		{"docmdp", Invalid, "Người ký chứng nhận không cho phép thay đổi này.", "The certifying signature does not permit this change."},
		{"object_unreadable", Indeterminate, "Có đối tượng không đọc được nên không so sánh được các phiên bản.", "An object cannot be read, so revisions cannot be compared."},
		{"visible_field_added", ValidWithWarning, "Sau khi ký có thêm một trường chữ ký hiển thị trên trang.", "A visible signature field was added after signing."},
		{"unsigned_dss", ValidWithWarning, "Dữ liệu kiểm tra được thêm sau chữ ký cuối mà không được ký.", "Validation data was added after the last signature, unsigned."},
		{"unsigned_form_fill", ValidWithWarning, "Biểu mẫu được điền sau chữ ký cuối mà không được ký.", "The form was filled in after the last signature, unsigned."},
		{"unsigned_revision", ValidWithWarning, "Có phiên bản cập nhật sau chữ ký cuối mà không được ký.", "A later revision is not signed."},
	}
}

func noteRows() []row {
	return []row{
		{"no_revocation_information", Valid, "Không có thông tin thu hồi chứng thư kèm theo; chưa kiểm tra thu hồi.", "No revocation information is embedded; revocation was not checked."},
		{"revocation_not_checked", Valid, "Thông tin thu hồi kèm theo chưa được kiểm tra.", "Embedded revocation information was not checked."},
		{"cms_signing_time", Valid, "Chữ ký mang thời điểm ký trong CMS, PAdES dùng mục /M.", "The container carries a signing time, which PAdES keeps in /M."},
		{"time_claimed", Valid, "Thời điểm ký do máy người ký khai, không có dấu thời gian.", "The signing time is the signer's claim; there is no timestamp."},
	}
}
