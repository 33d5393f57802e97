package io.espalier.store.sql;

class PostgresQuestionsTest extends QuestionsContract {
  PostgresQuestionsTest() {
    super(new PostgresPlace());
  }
}
