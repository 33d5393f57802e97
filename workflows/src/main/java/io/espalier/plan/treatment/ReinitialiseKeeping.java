package io.espalier.plan.treatment;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.google.auto.service.AutoService;
import io.espalier.catalog.Descriptor;
import io.espalier.catalog.setting.Default;
import io.espalier.catalog.setting.Doc;
import io.espalier.catalog.setting.Named;
import io.espalier.catalog.setting.Range;
import io.espalier.catalog.setting.Shorthand;
import io.espalier.plan.Input;
import io.espalier.plan.Replicate;
import io.espalier.plan.TaskBuilder;
import io.espalier.plan.Training;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Treatment {@code reinitialise_keeping}: between {@link Rewind} to θ₀ and {@link Reinitialise}.
 * Weights are drawn anew but for what is kept of θ₀: its signs (after Zhou et al. 2019), or the
 * norm of each layer under the mask (a control for Liu et al. 2021: are redrawn weights worse for
 * their size alone?). The draws are those of {@code reinitialise}, so that arms can be paired.
 */
@AutoService(Descriptor.class)
public final class ReinitialiseKeeping implements Treatment {
  /** What stays of the initial weights. */
  public enum Keep {
    /** The sign of every weight. */
    SIGNS,
    /** The Euclidean norm of the kept weights of every layer. */
    NORMS
  }

  /** How large weights are. */
  public enum Sizes {
    /** As they are drawn anew. */
    REDRAWN,
    /** All of a layer alike: the root mean square of its initial weights. */
    CONSTANT
  }

  /**
   * Its settings.
   *
   * @param keep what stays
   * @param sizes how large weights are
   * @param draws independent draws in every round
   */
  public record Settings(
      @Doc("What stays of the initial weights: their signs, or the norms of kept weights by layer.")
          @Shorthand
          Keep keep,
      @Doc(
              "Sizes of weights: redrawn, or constant, the root mean square of the layer's initial"
                  + " weights (with keep signs: the mask is turned into signs).")
          @Default("redrawn")
          Sizes sizes,
      @Doc("Independent draws in every round.") @Range(min = 1, max = 99) @Default("1")
          int draws) {}

  /**
   * Parameters of the operator {@code reinitialise_keeping}: inputs {@code weights} (θ₀) and {@code
   * mask}; stream {@code reinitialise} (replicate, round, draw); output {@code weights}.
   *
   * @param network its name
   * @param distribution null for the network's own
   * @param keep {@code signs} or {@code norms}
   * @param sizes {@code constant}, null for redrawn ones
   */
  public record Parameters(
      String network,
      @Nullable String distribution,
      String keep,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String sizes) {}

  @Override
  public String name() {
    return "reinitialise_keeping";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public String summary() {
    return "Fresh weights that keep the initial signs, or the initial norms of layers.";
  }

  @Override
  public Class<Settings> settings() {
    return Settings.class;
  }

  @Override
  public int draws(Named chosen) {
    return chosen.settings(Settings.class).draws();
  }

  @Override
  public boolean startsUntrained(Named chosen) {
    return true;
  }

  @Override
  public Training plan(Round round) {
    Settings settings = round.settings(Settings.class);
    Replicate replicate = round.replicate();
    Record parameters =
        new Parameters(
            replicate.network().name(),
            replicate.experiment().model().initialiserId(),
            settings.keep().name().toLowerCase(Locale.ROOT),
            settings.sizes() == Sizes.CONSTANT ? "constant" : null);
    TaskBuilder start =
        round
            .masked(
                "reinitialise",
                "reinitialise_keeping",
                parameters,
                List.of(Input.weights(replicate.denseAt(0))))
            .stream("reinitialise", replicate.seed(), replicate.path(round.number(), round.draw()));
    return round.train(start, round.arm().schedule(0, replicate.iterations()));
  }
}
