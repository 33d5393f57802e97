package io.espalier.store.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.store.sql.question.SqlQuestions;
import java.util.List;
import org.junit.jupiter.api.Test;

class PostgresQuestionsTest extends QuestionsContract {
  private static final String LIMIT = "SELECT current_setting('statement_timeout') AS stops_after";

  PostgresQuestionsTest() {
    super(new PostgresPlace());
  }

  @Test
  void theServerItselfStopsAQuestionAlsoOneThatNobodyWaitsForAnyMore() {
    SqlQuestions impatient = new SqlQuestions(((SqlStore) store).database(), 7);
    assertThat(impatient.ask(LIMIT, 1).rows()).containsExactly(List.of("7s"));
    assertThat(
            ((SqlStore) store)
                .database()
                .<String>read(handle -> handle.createQuery(LIMIT).mapTo(String.class).one()))
        .as("other statements have the limit they had")
        .isEqualTo("0");
  }
}
