package io.espalier.cli.exit;

import io.espalier.service.refusal.AmbiguousException;
import io.espalier.service.refusal.ConflictException;
import io.espalier.service.refusal.InvalidQuestionException;
import io.espalier.service.refusal.NotFoundException;
import io.espalier.service.refusal.ServiceException;
import io.espalier.service.refusal.Thing;

/** What a user of the command line can do about a question that has no answer. */
final class Advice {
  private Advice() {}

  /** What makes the argument that a message begins with the option that gave it. */
  static String before(ServiceException e) {
    return e instanceof InvalidQuestionException invalid && invalid.argument().equals("anchors")
        ? "--"
        : "";
  }

  /** What follows the exception's message, nothing where it says all. */
  static String after(ServiceException e) {
    if (e instanceof NotFoundException missing) {
      return after(missing);
    }
    if (e instanceof AmbiguousException several) {
      return several.thing() == Thing.RUN
          ? " (expected: more of one id, see `espalier list`)"
          : " (expected: more of one digest)";
    }
    if (e instanceof ConflictException conflict && conflict.runId() != null) {
      return " (see `espalier status " + conflict.runId() + "`)";
    }
    if (e instanceof InvalidQuestionException invalid && invalid.argument().equals("digest")) {
      return " (see `espalier show --json`)";
    }
    return "";
  }

  private static String after(NotFoundException e) {
    if (!e.near().isEmpty()) {
      return " (did you mean " + String.join(", ", e.near()) + "?)";
    }
    return switch (e.thing()) {
      case RUN ->
          e.asked() == null ? ": start one with `espalier run FILE`" : " (see `espalier list`)";
      case TASK -> " (see `espalier status " + e.runId() + "`)";
      case RESULT -> " (see `espalier show " + e.runId() + "`)";
      case ARTIFACT -> " (expected: a digest as `espalier show --json` prints it)";
      case STEP -> "";
    };
  }
}
