// Package exchange sends documents to other agencies and receives theirs, in
// the same deployment and outside it by one path: a package is built, signed,
// carried, verified, registered and reported back.
//
// A native package is a POSIX ustar archive, read as a stream:
//
//	manifest          what travels, from whom, to whom: canonical text with SHA-256 sums
//	signature         the sender's service key over the manifest (C2SP signed note)
//	certificate.pem   the sender's service certificate
//	journal           the sender's newest signed journal head and proofs (witnesses)
//	header.xml        edXML header (QCVN 102:2016/BTTTT, amendment 1:2022)
//	files/<id>        the attachments, in the order of the manifest
//
// Receipts are signed notes, numbered by the receiver per envelope, with the
// status codes 01–06 of QCVN 102. The package decides what is accepted and what
// a status may become. It does not open connections (platform/transport does),
// does not judge the content of files, and keeps no bytes.
package exchange
