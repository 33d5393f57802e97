package io.espalier.store.sql.database;

import io.espalier.store.failure.StoreRefusedException;
import io.espalier.store.failure.StoreUnavailableException;
import io.espalier.store.sql.column.Text;
import io.espalier.store.sql.journal.DatabaseDamagedException;
import java.io.EOFException;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Set;
import javax.net.ssl.SSLException;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.MVStoreException;
import org.jspecify.annotations.Nullable;

/** What a database error means to us; told by SQL state and H2's own codes, never by its text. */
final class SqlErrors {
  /** H2: another process has the file. */
  static final int H2_IN_USE = 90020;

  private static final Set<String> AGAIN = Set.of("40001", "40P01", "23505", "HYT00", "55P03");

  /** PostgreSQL: this role lacks a right. */
  private static final String MAY_NOT = "42501";

  /** H2: file errors, the database was closed under us, a connection is broken. */
  private static final Set<Integer> H2_AWAY =
      Set.of(90007, 90028, 90031, 90067, 90098, 90100, 90121);

  /** H2's file layer under a general error: a full disk closes the whole database this way. */
  private static final Set<Integer> H2_FILE_FAILED =
      Set.of(
          DataUtils.ERROR_READING_FAILED, DataUtils.ERROR_WRITING_FAILED, DataUtils.ERROR_CLOSED);

  /** H2: the file is corrupted. */
  private static final int H2_CORRUPTED = 90030;

  /** H2's file layer: what it reads is not what it wrote. */
  private static final Set<Integer> H2_FILE_DAMAGED =
      Set.of(
          DataUtils.ERROR_INTERNAL,
          DataUtils.ERROR_UNSUPPORTED_FORMAT,
          DataUtils.ERROR_FILE_CORRUPT,
          DataUtils.ERROR_SERIALIZATION,
          DataUtils.ERROR_CHUNK_NOT_FOUND,
          DataUtils.ERROR_BLOCK_NOT_FOUND,
          DataUtils.ERROR_TRANSACTION_CORRUPT,
          DataUtils.ERROR_UNKNOWN_DATA_TYPE);

  private SqlErrors() {}

  /** Whether the database's file cannot be read any more, however often it is tried. */
  static boolean damaged(Throwable error) {
    SQLException sql = find(error, SQLException.class);
    MVStoreException file = find(error, MVStoreException.class);
    if (sql != null && sql.getErrorCode() == H2_CORRUPTED) {
      return true;
    }
    return file != null
        && (H2_FILE_DAMAGED.contains(file.getErrorCode())
            || (file.getErrorCode() == DataUtils.ERROR_READING_FAILED
                && find(error, EOFException.class) != null));
  }

  /** Whether an error is the database's own, not that of the statement it was given. */
  static boolean awayOrDamaged(SQLException error) {
    return away(error) || damaged(error);
  }

  /** The message of the cause that is nearest to the fault. */
  static String first(Throwable error) {
    MVStoreException file = find(error, MVStoreException.class);
    SQLException sql = find(error, SQLException.class);
    Throwable cause = file == null ? sql : file;
    return Text.clipped(String.valueOf((cause == null ? error : cause).getMessage()), 300);
  }

  /** Whether the transaction may succeed when run again: it met another one. */
  static boolean again(Throwable error) {
    SQLException sql = find(error, SQLException.class);
    return sql != null && sql.getSQLState() != null && AGAIN.contains(sql.getSQLState());
  }

  /** Whether the database is away, so that even the outcome of a commit is not known. */
  static boolean away(Throwable error) {
    SQLException sql = find(error, SQLException.class);
    if (sql == null) {
      return false;
    }
    if (damaged(error)) {
      return false;
    }
    MVStoreException file = find(error, MVStoreException.class);
    if (file != null && H2_FILE_FAILED.contains(file.getErrorCode())) {
      return true;
    }
    String state = sql.getSQLState() == null ? "" : sql.getSQLState();
    return sql instanceof SQLTransientConnectionException
        || state.startsWith("08")
        || state.startsWith("53")
        || state.startsWith("57P")
        || state.equals("58030")
        || H2_AWAY.contains(sql.getErrorCode());
  }

  /**
   * Whether a connection does not come about although the database answers: no password or a wrong
   * one, a user without rights, TLS that the two do not agree on. Trying again is of no use.
   */
  static boolean refused(Throwable error) {
    SQLException sql = find(error, SQLException.class);
    String state = sql == null || sql.getSQLState() == null ? "" : sql.getSQLState();
    return state.startsWith("28")
        || state.equals("08004")
        || state.equals(MAY_NOT)
        // What no network caused is the driver's own: a name or a file that is not as it must be.
        || (state.equals("08006") && find(error, IOException.class) == null)
        || (find(error, SSLException.class) != null && find(error, EOFException.class) == null)
        || find(error, GeneralSecurityException.class) != null;
  }

  /** The exception that callers are to see. */
  static RuntimeException translated(RuntimeException error) {
    if (damaged(error)) {
      return new DatabaseDamagedException(first(error), error);
    }
    SQLException sql = find(error, SQLException.class);
    if (sql != null && MAY_NOT.equals(sql.getSQLState())) {
      return new StoreRefusedException(
          "the database does not let this role do it: " + first(error), error);
    }
    if (error instanceof StoreUnavailableException || !away(error)) {
      return error;
    }
    Throwable disk = find(error, IOException.class);
    Throwable cause = disk == null ? find(error, SQLException.class) : disk;
    return new StoreUnavailableException(
        "the store's database failed: " + (cause == null ? error : cause).getMessage(), error);
  }

  /** The first cause of this type; H2's chains of causes can be circular. */
  private static <T extends Throwable> @Nullable T find(Throwable error, Class<T> type) {
    Throwable e = error;
    for (int depth = 0; e != null && depth < 50; depth++) {
      if (type.isInstance(e)) {
        return type.cast(e);
      }
      e =
          e.getCause() == null && e instanceof SQLException sql
              ? sql.getNextException()
              : e.getCause();
    }
    return null;
  }
}
