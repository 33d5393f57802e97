package io.espalier.score;

import com.google.auto.service.AutoService;
import io.espalier.catalog.Descriptor;
import io.espalier.catalog.Granularity;
import io.espalier.catalog.NetworkDescriptor;
import io.espalier.catalog.UnfitLayer;
import io.espalier.catalog.setting.Default;
import io.espalier.catalog.setting.Doc;
import io.espalier.catalog.setting.Range;
import io.espalier.engine.Session;
import io.espalier.engine.hessian.LossDerivatives;
import io.espalier.experiment.ChoicePlace;
import io.espalier.experiment.PruneConfig;
import io.espalier.experiment.SettingsRules;
import io.espalier.model.Network;
import io.espalier.tensor.Tensor;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * Criterion {@code taylor}: the squared change of the loss when a piece goes, to first order
 * (Molchanov et al. 2019, equations 7 and 8), or for gates to second order (their equation 5, of
 * the Hessian its diagonal): (−g + H / 2)² at z = 1. For a weight (g w)²; for a filter the sum of
 * that over its weights, or (z ∂L/∂z)² for a gate z = 1 on what the filter gives, see {@link
 * GateTerms}.
 *
 * <p>g is the mean gradient of a minibatch, squared, then averaged over minibatches, as the
 * authors' code does: the number depends on the minibatch's size. By example it is the mean of the
 * squares of single examples' terms; a batch norm then normalises by its running statistics.
 */
@AutoService(Descriptor.class)
public final class TaylorCriterion implements Criterion, SettingsRules {
  /** What a filter's score is made of. */
  public enum Form {
    /** The squared terms of its weights. */
    WEIGHTS,
    /** The term of a gate on what it gives. */
    GATE
  }

  /** What is squared before it is averaged. */
  public enum By {
    /** The term of a minibatch's mean loss. */
    BATCH,
    /** The term of one example's loss. */
    EXAMPLE
  }

  /** How far the change of the loss is expanded. */
  public enum Order {
    /** To the gradient: −g z. */
    FIRST,
    /** To the curvature by each gate by itself: −g z + H z² / 2. */
    SECOND
  }

  /** Where gates stand. */
  public enum Gates {
    /** After the batch norm where one directly follows the layer. */
    AFTER_NORM,
    /** Directly on what the layer gives. */
    BEFORE_NORM
  }

  /**
   * Settings of {@code taylor}.
   *
   * @param batch examples of a minibatch, null for as many as are read at once
   */
  public record Settings(
      @Doc(
              "What a filter scores: the sum of its weights' squared terms, or the squared term of"
                  + " a gate on what it gives, after a batch norm where one follows. gate needs"
                  + " granularity filter.")
          @Default("weights")
          Form form,
      @Doc("What is squared and averaged: terms of minibatches, or of single examples.")
          @Default("batch")
          By by,
      @Doc(
              "Examples of a minibatch, of prune.examples; what is left of them makes none. Where"
                  + " left out, train.batch. Only for by: batch.")
          @Range(min = 1, max = 1e6)
          @Nullable Integer batch,
      @Doc(
              "How far the change of the loss is expanded: to first order, or to second order in"
                  + " each gate by itself, which takes a pass for every filter and needs form: gate"
                  + " and by: batch.")
          @Default("first")
          Order order,
      @Doc(
              "Where gates stand in a network with batch norms. before_norm needs by: example,"
                  + " since by the statistics of a batch no gate before its norm changes anything.")
          @Default("after_norm")
          Gates gates) {
    /** To first order, gates after batch norms. */
    public Settings(Form form, By by, @Nullable Integer batch) {
      this(form, by, batch, Order.FIRST, Gates.AFTER_NORM);
    }
  }

  @Override
  public String name() {
    return "taylor";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public String summary() {
    return "Squared first-order change of the loss on a few training examples without a weight or a"
        + " filter.";
  }

  @Override
  public Set<Granularity> granularities() {
    return EnumSet.allOf(Granularity.class);
  }

  @Override
  public Class<Settings> settings() {
    return Settings.class;
  }

  @Override
  public Record completed(Record settings, ChoicePlace place) {
    Settings own = (Settings) settings;
    return own.by() == By.EXAMPLE || own.batch() != null
        ? own
        : new Settings(
            own.form(), own.by(), place.experiment().train().batch(), own.order(), own.gates());
  }

  @Override
  public void check(ChoicePlace place) {
    Settings own = place.settings(Settings.class);
    if (own.by() == By.EXAMPLE && own.batch() != null) {
      throw place.fail("batch", own.batch() + " with by: example", "by: batch, or no batch");
    }
    Optional<Granularity> other =
        place
            .around(PruneConfig.class)
            .flatMap(
                prune ->
                    prune.scoredBy(place.chosen()).stream()
                        .filter(granularity -> granularity != Granularity.FILTER)
                        .findFirst());
    if (own.form() == Form.GATE && other.isPresent()) {
      throw place.fail(
          "form",
          "gate with granularity " + other.get().id(),
          "granularity filter, or form: weights");
    }
    if (own.gates() == Gates.BEFORE_NORM && own.by() == By.BATCH && normed(place.network())) {
      throw place.fail(
          "gates",
          "before_norm with by: batch",
          "by: example, since no gate before a norm by the batch's statistics changes anything");
    }
    if (own.order() == Order.SECOND) {
      if (own.form() != Form.GATE || own.by() != By.BATCH) {
        throw place.fail("order", "second", "form: gate and by: batch, or order: first");
      }
      curved(place.network())
          .ifPresent(
              layer -> {
                throw place.fail("order", "second with " + layer, "order: first");
              });
    }
  }

  private static boolean normed(NetworkDescriptor network) {
    return network instanceof Network known && !known.spec().bufferShapes().isEmpty();
  }

  /** The first layer whose second derivatives are not known. */
  private static Optional<UnfitLayer> curved(NetworkDescriptor network) {
    return network instanceof Network known
        ? LossDerivatives.unfit(known.spec())
        : Optional.empty();
  }

  @Override
  public boolean needsData() {
    return true;
  }

  @Override
  public boolean needsNetwork() {
    return true;
  }

  @Override
  public SortedMap<String, Tensor> score(ScoreContext context) {
    Settings own = context.settings(Settings.class);
    SquaredTerms terms = new SquaredTerms(context, own);
    try (Session session = context.open(context.parameters())) {
      if (own.by() == By.BATCH) {
        for (ScoringBatch batch : Minibatches.of(context.batches(), own.batch())) {
          terms.add(session.gradients(batch.inputs(), batch.labels()), batch);
        }
      } else {
        for (ScoringBatch batch : context.batches()) {
          session
              .exampleGradients(batch.inputs(), batch.labels())
              .forEach((example, gradients) -> terms.add(gradients, null));
        }
      }
    }
    return terms.mean();
  }
}
