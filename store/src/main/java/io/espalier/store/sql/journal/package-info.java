/**
 * The journal of an H2 store: a file beside the database that holds every transaction before the
 * database does, so that the database can be brought up to date, checked and made anew from it.
 *
 * <p>The file is UTF-8 text, a line for each record: the record's hash, a blank, and its JSON. The
 * hash is the SHA-256 of the JSON, in lowercase hex; the JSON names the hash of the record before
 * it. The first record says which journal this is and of which version the tables are; records of
 * all rows that there were when it was begun follow, then one for each transaction.
 */
package io.espalier.store.sql.journal;
