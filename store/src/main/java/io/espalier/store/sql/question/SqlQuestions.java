package io.espalier.store.sql.question;

import io.espalier.store.question.Answer;
import io.espalier.store.question.Questions;
import io.espalier.store.sql.database.Database;
import java.util.concurrent.Semaphore;

/** Questions in SQL, one at a time, so that they never hold all connections. Thread-safe. */
public final class SqlQuestions implements Questions {
  private final Database database;
  private final Semaphore one = new Semaphore(1, true);

  /** Asks a database. */
  public SqlQuestions(Database database) {
    this.database = database;
  }

  @Override
  public Answer ask(String sql, int rows) {
    if (rows < 1 || rows > MOST_ROWS) {
      throw new IllegalArgumentException("rows: " + rows + " (expected: 1 to " + MOST_ROWS + ")");
    }
    one.acquireUninterruptibly();
    try {
      return database.ask(connection -> Asking.ask(connection, sql, rows, Database::broken));
    } finally {
      one.release();
    }
  }
}
