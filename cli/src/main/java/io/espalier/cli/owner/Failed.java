package io.espalier.cli.owner;

import io.espalier.cli.exit.ExitCode;
import io.espalier.cli.exit.Failure;
import io.espalier.service.refusal.AmbiguousException;
import io.espalier.service.refusal.ConflictException;
import io.espalier.service.refusal.InvalidQuestionException;
import io.espalier.service.refusal.NotFoundException;
import java.util.List;

/**
 * What the owner answers where it has no answer.
 *
 * @param error one clear sentence
 * @param exit the exit code that the asking command ends with
 * @param kind {@code not_found}, {@code ambiguous}, {@code conflict}, {@code invalid}, or {@code
 *     failed} for any other reason
 * @param names names that may have been meant
 */
record Failed(String error, int exit, String kind, List<String> names) {
  /** A request that is not answered. */
  static Failed refused(RequestGate.RefusedException e) {
    return new Failed(String.valueOf(e.getMessage()), ExitCode.SOFTWARE, "failed", List.of());
  }

  /** What went wrong with a request. */
  static Failed of(RuntimeException e) {
    Failure failure = Failure.of(e);
    List<String> names = List.of();
    String kind = "failed";
    if (e instanceof NotFoundException missing) {
      kind = "not_found";
      names = missing.near();
    } else if (e instanceof AmbiguousException several) {
      kind = "ambiguous";
      names = several.candidates();
    } else if (e instanceof ConflictException) {
      kind = "conflict";
    } else if (e instanceof InvalidQuestionException) {
      kind = "invalid";
    }
    return new Failed(failure.message(), failure.exitCode(), kind, names);
  }

  /** The HTTP status that goes with it. */
  int status() {
    return switch (kind) {
      case "not_found" -> 404;
      case "ambiguous", "conflict" -> 409;
      case "invalid" -> 400;
      default -> exit == ExitCode.USAGE ? 422 : 500;
    };
  }
}
