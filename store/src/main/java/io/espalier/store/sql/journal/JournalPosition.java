package io.espalier.store.sql.journal;

/**
 * A place in a journal: what the database holds, or where the file ends.
 *
 * @param journal id of the journal
 * @param seq number of the record, the first is 0
 * @param hash the record's hash
 * @param offset where the record begins in the file, in bytes
 */
public record JournalPosition(String journal, long seq, String hash, long offset) {}
