package io.espalier.judge;

import io.espalier.operator.judge.Verdict;
import io.espalier.operator.judge.Verdict.Outcome;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Why a claim came out as it did, in words. */
final class VerdictReason {
  /** As many numbers as a sentence holds. */
  private static final int SHOWN = 3;

  private VerdictReason() {}

  /** The sentence, without a full stop; it names what is missing, whatever the outcome. */
  static String of(Outcome outcome, List<Verdict.Place> places) {
    List<Verdict.Comparison> compared =
        places.stream().flatMap(place -> place.compared().stream()).toList();
    String problems =
        Stream.concat(
                compared.stream(), places.stream().flatMap(place -> place.condition().stream()))
            .flatMap(each -> each.problems().stream())
            .distinct()
            .collect(Collectors.joining("; "));
    if (outcome == Outcome.CONDITION_NOT_REACHED) {
      return "its condition is not met" + (problems.isEmpty() ? "" : "; " + problems);
    }
    if (outcome == Outcome.UNDECIDED) {
      return problems.isEmpty() ? undecided(compared) : problems;
    }
    String numbers =
        compared.stream()
            .filter(each -> each.outcome() == outcome)
            .limit(SHOWN)
            .map(VerdictReason::number)
            .collect(Collectors.joining("; "));
    return numbers + (problems.isEmpty() ? "" : "; besides: " + problems);
  }

  private static String number(Verdict.Comparison each) {
    String what =
        each.measure() + " of " + each.a() + (each.b() == null ? "" : " − " + each.b()) + " is ";
    return each.low() == null
        ? what + shown(each.mean())
        : what + shown(each.mean()) + " (" + shown(each.low()) + " to " + shown(each.high()) + ")";
  }

  private static String shown(@Nullable Double value) {
    return value == null ? "none" : String.format(Locale.ROOT, "%.4g", value);
  }

  private static String undecided(List<Verdict.Comparison> compared) {
    if (compared.stream().anyMatch(each -> each.n() < 2 && each.outcome() == Outcome.UNDECIDED)) {
      return "one pair has no interval: more replicates are needed";
    }
    int most =
        compared.stream()
            .map(Verdict.Comparison::needed)
            .filter(Objects::nonNull)
            .mapToInt(Integer::intValue)
            .max()
            .orElse(0);
    return "the numbers lie on neither side for sure"
        + (most == 0 ? "" : "; differences as seen here would need about " + most + " pairs");
  }
}
