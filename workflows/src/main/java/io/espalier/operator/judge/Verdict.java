package io.espalier.operator.judge;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.espalier.catalog.setting.Doc;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What became of the claims of an experiment. */
@Doc("What became of the claims of an experiment.")
public record Verdict(
    @Doc("The claims, in the order of the file.") List<Claim> claims,
    @Doc("How claims are decided, in words.") String rule) {
  public Verdict {
    claims = List.copyOf(claims);
  }

  /** What can become of a claim. */
  public enum Outcome {
    HOLDS,
    REFUTED,
    UNDECIDED,
    CONDITION_NOT_REACHED;

    /** In words. */
    @JsonValue
    public String text() {
      return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    /** Reads the words. */
    @JsonCreator
    public static Outcome of(String text) {
      return Arrays.stream(values())
          .filter(outcome -> outcome.text().equals(text))
          .findFirst()
          .orElseThrow(() -> new IllegalArgumentException("outcome: " + text));
    }
  }

  /** A claim. */
  @Doc("A claim.")
  public record Claim(
      @Doc("What the file calls it.") String name,
      @Doc("What is claimed.") String states,
      @Doc("`holds`, `refuted`, `undecided` or `condition not reached`.") Outcome outcome,
      @Doc("Why, in words; names what is missing or unequal.") String why,
      @Doc("p-value by which it would hold; null where nothing was tested.")
          @Nullable Double pHolds,
      @Doc("p-value by which it would be refuted; null where nothing was tested.")
          @Nullable Double pRefuted,
      @Doc("The first after Holm's correction over the claims; null where nothing was tested.")
          @Nullable Double holmHolds,
      @Doc("The second after Holm's correction over the claims; null where nothing was tested.")
          @Nullable Double holmRefuted,
      @Doc("The places at which it was looked at.") List<Place> places) {
    public Claim {
      places = List.copyOf(places);
    }
  }

  /** A claim at one place. */
  @Doc("A claim at one place.")
  public record Place(
      @Doc("The place, in words.") String at,
      @Doc("What became of it there.") Outcome outcome,
      @Doc("What is compared.") List<Comparison> compared,
      @Doc("What must hold for the place to say anything.") List<Comparison> condition) {
    public Place {
      compared = List.copyOf(compared);
      condition = List.copyOf(condition);
    }
  }

  /** One comparison. */
  @Doc("One comparison.")
  public record Comparison(
      @Doc("What is compared.") String measure,
      @Doc("What is looked at, in words.") String a,
      @Doc("What it is held against, in words; null where a stands alone.") @Nullable String b,
      @Doc("What became of it.") Outcome outcome,
      @Doc("What decides it, in words.") String rule,
      @Doc("Number of pairs.") int n,
      @Doc("Mean of the differences a − b, or of a alone; null without pairs.")
          @Nullable Double mean,
      @Doc("Their standard deviation; null with fewer than two pairs.") @Nullable Double sd,
      @Doc("Lower end of the 95 % interval of the mean by Student's t; null with fewer than two.")
          @Nullable Double low,
      @Doc("Its upper end; null with fewer than two pairs.") @Nullable Double high,
      @Doc("Lower end of the 95 % percentile interval of 10,000 resamples; null with fewer than 8.")
          @Nullable Double bootstrapLow,
      @Doc("Its upper end; null with fewer than 8 pairs.") @Nullable Double bootstrapHigh,
      @Doc("Of the two-sided paired t-test against the claim's margin; null with fewer than two.")
          @Nullable Double p,
      @Doc("Of the two-sided signed-rank test against it; null with fewer than 6 that differ.")
          @Nullable Double wilcoxon,
      @Doc("p-value by which it would hold, doubled as two-sided ones are; null without a test.")
          @Nullable Double pHolds,
      @Doc("p-value by which it would be refuted, doubled; null without a test.")
          @Nullable Double pRefuted,
      @Doc(
              "Pairs with which such a difference would be seen four times in five; null where it"
                  + " is decided or that cannot be said.")
          @Nullable Integer needed,
      @Doc("The pairs.") List<Pair> pairs,
      @Doc("What is missing or unequal, one sentence each.") List<String> problems) {
    public Comparison {
      pairs = List.copyOf(pairs);
      problems = List.copyOf(problems);
    }

    /** One that nothing was found for. */
    public static Comparison withoutPairs(
        String measure, String a, @Nullable String b, String rule, List<String> problems) {
      return new Comparison(
          measure,
          a,
          b,
          Outcome.UNDECIDED,
          rule,
          0,
          null,
          null,
          null,
          null,
          null,
          null,
          null,
          null,
          null,
          null,
          null,
          List.of(),
          problems);
    }
  }

  /** Both sides of a pair. */
  @Doc("Both sides of a pair.")
  public record Pair(
      @Doc("From 1; 0 for numbers of no replicate.") int replicate,
      @Doc("From 1; null where draws are averaged.") @Nullable Integer draw,
      @Doc("The number of a.") double a,
      @Doc("The number of b; null where a stands alone.") @Nullable Double b) {
    /** The difference, or a alone. */
    public double difference() {
      return b == null ? a : a - b;
    }
  }
}
