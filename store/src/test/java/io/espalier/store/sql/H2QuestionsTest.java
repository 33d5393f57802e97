package io.espalier.store.sql;

class H2QuestionsTest extends QuestionsContract {
  H2QuestionsTest() {
    super(new H2Place());
  }
}
