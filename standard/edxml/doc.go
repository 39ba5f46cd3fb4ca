// Package edxml reads and writes the packages and status messages of the
// national exchange of electronic documents: QCVN 102:2016/BTTTT with its
// amendment 1:2022 (Thông tư 01/2022/TT-BTTTT).
//
// It is a codec: bytes to typed values and back, with the length and presence
// checks of the exchange. It does not verify signatures, does not know who an
// organ code belongs to, moves nothing over a network, and judges nothing
// about the content of attachments.
//
// Published packages differ (prefixes, namespaces, the order of elements, zip
// inside base64, SOAP around a status), so reading goes by local names; what
// is not well-formed XML is refused. Writing follows the strictest known
// receivers. No DTD is accepted, so no entity can be declared.
package edxml
