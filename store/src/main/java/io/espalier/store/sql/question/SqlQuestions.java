package io.espalier.store.sql.question;

import io.espalier.store.question.Answer;
import io.espalier.store.question.GivenTable;
import io.espalier.store.question.Questions;
import io.espalier.store.sql.database.Database;
import java.util.List;
import java.util.concurrent.Semaphore;

/** Questions in SQL, one at a time, so that they never hold all connections. Thread-safe. */
public final class SqlQuestions implements Questions {
  private static final int SECONDS = 60;

  private final Database database;
  private final int seconds;
  private final Semaphore one = new Semaphore(1, true);

  /** Asks a database. */
  public SqlQuestions(Database database) {
    this(database, SECONDS);
  }

  /** Asks a database; a question that takes longer than so many seconds is stopped. */
  public SqlQuestions(Database database, int seconds) {
    this.database = database;
    this.seconds = seconds;
  }

  @Override
  public Answer ask(String sql, int rows, List<GivenTable> given) {
    if (rows < 1 || rows > MOST_ROWS) {
      throw new IllegalArgumentException("rows: " + rows + " (expected: 1 to " + MOST_ROWS + ")");
    }
    String checked = GivenRows.with(OneSelect.of(sql), given);
    one.acquireUninterruptibly();
    try {
      return database.ask(
          seconds, connection -> Asking.ask(connection, checked, rows, seconds, Database::broken));
    } finally {
      one.release();
    }
  }
}
