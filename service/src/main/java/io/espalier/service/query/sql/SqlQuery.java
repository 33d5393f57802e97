package io.espalier.service.query.sql;

import io.espalier.migrations.SqlView;
import io.espalier.service.answer.SqlAnswer;
import io.espalier.service.query.Argument;
import io.espalier.service.query.Arguments;
import io.espalier.service.query.Query;
import io.espalier.service.query.View;
import io.espalier.service.query.cost.CostRows;
import io.espalier.service.refusal.InvalidQuestionException;
import io.espalier.store.question.Answer;
import io.espalier.store.question.Questions;
import io.espalier.store.question.RefusedQuestionException;
import java.util.List;
import java.util.stream.Stream;

/** {@code query}: one {@code SELECT} over the store's views and tables. */
public final class SqlQuery {
  /**
   * The query; parameters {@code sql} and {@code rows}, how many are wanted at the most, in [1,
   * {@value Questions#MOST_ROWS}].
   */
  public static final Query<SqlAnswer> QUERY =
      new Query<>(
          "query",
          SqlAnswer.class,
          List.of(
              Argument.required("sql", "One SELECT over the views and tables of the store."),
              Argument.required("rows", "The most rows that are wanted, from 1 to 100000.")),
          SqlQuery::answer);

  private SqlQuery() {}

  /** What can be asked of, the most asked one first. */
  public static List<SqlView> views() {
    return Stream.concat(SqlView.all().stream(), Stream.of(CostRows.VIEW)).toList();
  }

  private static SqlAnswer answer(View view, Arguments arguments) {
    String sql = arguments.require("sql");
    int rows = arguments.number("rows", 1, Questions.MOST_ROWS);
    try {
      Answer answer = view.store().questions().ask(sql, rows, List.of(CostRows.table(view)));
      return new SqlAnswer(answer.columns(), answer.rows(), answer.more());
    } catch (RefusedQuestionException e) {
      throw new InvalidQuestionException("sql", String.valueOf(e.getMessage()));
    }
  }
}
