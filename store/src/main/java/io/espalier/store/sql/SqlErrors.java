package io.espalier.store.sql;

import io.espalier.store.StoreUnavailableException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a database error means to us; told by SQL state and H2's own codes, never by its text. */
final class SqlErrors {
  /** H2: another process has the file. */
  static final int H2_IN_USE = 90020;

  private static final Set<String> AGAIN = Set.of("40001", "40P01", "23505", "HYT00", "55P03");

  /** H2: file errors, the database was closed under us, a connection is broken. */
  private static final Set<Integer> H2_AWAY =
      Set.of(90007, 90028, 90031, 90067, 90098, 90100, 90121);

  private SqlErrors() {}

  /** Whether the transaction may succeed when run again: it met another one. */
  static boolean again(Throwable error) {
    SQLException sql = find(error);
    return sql != null && sql.getSQLState() != null && AGAIN.contains(sql.getSQLState());
  }

  /** Whether the database is away, so that even the outcome of a commit is not known. */
  static boolean away(Throwable error) {
    SQLException sql = find(error);
    if (sql == null) {
      return false;
    }
    String state = sql.getSQLState() == null ? "" : sql.getSQLState();
    return sql instanceof SQLTransientConnectionException
        || state.startsWith("08")
        || state.startsWith("53")
        || state.startsWith("57P")
        || state.equals("58030")
        || H2_AWAY.contains(sql.getErrorCode());
  }

  /** The exception that callers are to see. */
  static RuntimeException translated(RuntimeException error) {
    if (error instanceof StoreUnavailableException || !away(error)) {
      return error;
    }
    return new StoreUnavailableException(
        "the store's database does not answer: " + String.valueOf(find(error)), error);
  }

  /** The SQL error behind an exception. */
  static @Nullable SQLException find(@Nullable Throwable error) {
    for (Throwable e = error; e != null; e = e.getCause()) {
      if (e instanceof SQLException sql) {
        return sql;
      }
    }
    return null;
  }
}
