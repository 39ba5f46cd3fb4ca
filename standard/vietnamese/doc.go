// Package vietnamese holds what any program handling Vietnamese official
// text needs: Unicode form, folding for search, tone placement, name order,
// civil dates in the forms that documents print, and working days.
//
// It is not a spelling checker and it never rewrites what people wrote: its
// results are meant to stand beside the original text, for comparing,
// searching and sorting. It knows nothing of agencies or documents, and it
// ships no list of public holidays: those are data of the deployment.
package vietnamese
