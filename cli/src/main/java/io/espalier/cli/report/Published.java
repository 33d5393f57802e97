package io.espalier.cli.report;

import io.espalier.service.answer.ShowAnswer.Result;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Predicate;

/**
 * What was published about a network, beside what this run gave.
 *
 * <p>LeNet-300-100 on MNIST: Frankle and Carbin, "The Lottery Ticket Hypothesis" (2019), sections 1
 * and 2, at 50,000 iterations; Conv-2: its section 3.
 */
final class Published {
  /**
   * One published statement.
   *
   * @param statement what the paper says
   * @param ours what this run gave, in the same words
   */
  record Comparison(String statement, String ours) {}

  private Published() {}

  /** Statements about this network and data set; empty where nothing was published. */
  static List<Comparison> compare(String network, String data, List<Result> results) {
    if (network.equals("lenet-300-100") && data.equals("mnist")) {
      return List.of(
          new Comparison(
              "At 21.1 % of the weights, tickets reach test accuracy +0.5 points above a random"
                  + " reinitialisation of the same mask",
              between(results, 0.211, "ticket", "reinit")),
          new Comparison(
              "At 13.5 % of the weights, tickets are more than +0.3 points above the dense network",
              againstDense(results, 0.135)),
          new Comparison(
              "Tickets are back at the dense network's accuracy at 3.6 % of the weights",
              againstDense(results, 0.036)));
    }
    if (network.equals("conv-2") && data.equals("cifar-10")) {
      return List.of(
          new Comparison(
              "At 4.6 % of the weights, tickets are +3.4 points above the dense network",
              againstDense(results, 0.046)));
    }
    return List.of();
  }

  private static String againstDense(List<Result> results, double density) {
    OptionalDouble dense = accuracy(results, row -> row.arm().equals("ticket") && row.round() == 0);
    return difference(results, density, "ticket", dense, "the dense network");
  }

  private static String between(List<Result> results, double density, String arm, String other) {
    Optional<Integer> round = roundAt(results, density);
    if (round.isEmpty()) {
      return "this run does not reach that density";
    }
    OptionalDouble reference =
        accuracy(results, row -> row.arm().equals(other) && row.round() == round.get());
    return difference(results, density, arm, reference, other);
  }

  private static String difference(
      List<Result> results, double density, String arm, OptionalDouble reference, String name) {
    Optional<Integer> round = roundAt(results, density);
    if (round.isEmpty()) {
      return "this run does not reach that density";
    }
    OptionalDouble ours =
        accuracy(results, row -> row.arm().equals(arm) && row.round() == round.get());
    if (ours.isEmpty() || reference.isEmpty()) {
      return "this run has no such pair of arms";
    }
    return String.format(
        Locale.ROOT,
        "%s %+.2f points above %s at round %d (%.4f against %.4f)",
        arm,
        100 * (ours.getAsDouble() - reference.getAsDouble()),
        name,
        round.get(),
        ours.getAsDouble(),
        reference.getAsDouble());
  }

  private static Optional<Integer> roundAt(List<Result> results, double density) {
    return results.stream()
        .filter(row -> Math.abs(row.density() - density) < 0.02 * density)
        .map(Result::round)
        .findFirst();
  }

  private static OptionalDouble accuracy(Collection<Result> results, Predicate<Result> which) {
    return results.stream()
        .filter(which)
        .map(Result::testAccuracy)
        .filter(java.util.Objects::nonNull)
        .mapToDouble(Double::doubleValue)
        .average();
  }
}
