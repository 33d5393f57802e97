package io.espalier.service.query.check;

import io.espalier.service.answer.VerifyAnswer;
import io.espalier.service.query.Argument;
import io.espalier.service.query.Arguments;
import io.espalier.service.query.Query;
import io.espalier.service.query.View;
import io.espalier.service.refusal.InvalidQuestionException;
import io.espalier.store.audit.AuditLog;
import java.util.List;

/** {@code verify}: whether the audit chains are whole and the rows are what they recorded. */
public final class VerifyQuery {
  /** The query; parameter {@code anchors}, separated by commas. */
  public static final Query<VerifyAnswer> QUERY =
      new Query<>(
          "verify",
          VerifyAnswer.class,
          List.of(
              Argument.optional("anchors", "Heads that were given earlier, separated by commas.")),
          VerifyQuery::answer);

  private VerifyQuery() {}

  private static VerifyAnswer answer(View view, Arguments arguments) {
    String anchors = arguments.get("anchors");
    AuditLog audit = view.store().audit();
    AuditLog.Verdict verdict;
    try {
      verdict = audit.verify(anchors == null ? List.of() : List.of(anchors.split(",", -1)));
    } catch (IllegalArgumentException noAnchor) {
      throw new InvalidQuestionException(
          "anchors", noAnchor.getMessage() + ", as an earlier verify gave it");
    }
    return new VerifyAnswer(
        verdict.ok(),
        verdict.chains(),
        verdict.events(),
        verdict.older(),
        verdict.problems(),
        audit.heads());
  }
}
