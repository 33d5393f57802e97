package io.espalier.construct;

import com.google.auto.service.AutoService;
import io.espalier.catalog.Descriptor;
import io.espalier.data.split.SplitData;
import io.espalier.data.split.Subset;
import io.espalier.mask.Mask;
import io.espalier.mask.MaskFiles;
import io.espalier.model.Network;
import io.espalier.operator.PruneResult;
import io.espalier.prune.MaskSummary;
import io.espalier.random.RandomSource;
import io.espalier.step.FatalTaskException;
import io.espalier.step.Operator;
import io.espalier.step.Parameters;
import io.espalier.step.StepContext;
import io.espalier.tensor.Safetensors;
import io.espalier.tensor.Tensor;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Operator {@code construct_ticket}: finds a trained network within a random one, without training,
 * after Burkholz, "Most activation functions can win the lottery without excessive depth" (2022;
 * the released code and a summary were read, its fully connected part is not in it). Every weight
 * of the target is a sum of few of ρ random ones, see {@link SubsetSum}; every non-linearity is the
 * true one, also that of the first layer.
 */
@AutoService(Descriptor.class)
public final class ConstructTicketOperator implements Operator<ConstructTicketOperator.Parameter> {
  /** Training examples on which errors are looked at. */
  private static final int EXAMPLES = 100;

  private static final long USUAL_RHO = 15;

  /** What is given out. */
  public enum Form {
    /** The ticket. */
    TICKET,
    /** As many weights of every layer of the source at random. */
    RANDOM_SUBSET,
    /** The ticket, with a line in the place of the first non-linearity. */
    LINEAR_FIRST_LAYER
  }

  /**
   * Inputs {@code weights}, {@code split}, optionally {@code mask}: of the target; stream {@code
   * source}; outputs {@code weights} (the source's, +0.0 where pruned), {@code mask} and {@code
   * construction} ({@link Report} as JSON); result {@link PruneResult}.
   *
   * @param network description of the source, as {@link Source#text} gives it
   * @param target name of the target network
   * @param twofold whether the source has twice as many layers as the target
   * @param rho values of each subset sum
   * @param epsilon largest error of each parameter
   * @param sigma scale of the small weights of smooth non-linearities
   * @param redraws draws of the values of a sum beyond the first, at most
   * @param form what is given out
   */
  public record Parameter(
      String network,
      String target,
      boolean twofold,
      int rho,
      double epsilon,
      double sigma,
      int redraws,
      Form form) {}

  /**
   * What the construction was like.
   *
   * @param layers by layer of the source, input side first
   * @param errors by layer of the target
   */
  public record Report(List<Layer> layers, List<LayerErrors.Of> errors) {}

  /**
   * A layer of the source.
   *
   * @param name its name
   * @param source weights it has
   * @param kept weights that are kept
   * @param targets sums that were looked for
   * @param redraws draws beyond the first
   */
  public record Layer(String name, long source, long kept, long targets, long redraws) {}

  @Override
  public String name() {
    return "construct_ticket";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public String summary() {
    return "Finds a trained network within a random one by sums of subsets.";
  }

  /** Four bytes and a flag for every weight of a source with the usual ρ. */
  @Override
  public long outputBytes(Sizes sizes) {
    return 5 * 2 * USUAL_RHO * USUAL_RHO * sizes.weights();
  }

  @Override
  public Class<Parameter> parameters() {
    return Parameter.class;
  }

  @Override
  public PruneResult run(Parameter parameters, StepContext context) {
    Source source;
    try {
      source =
          Source.of(
              context.catalog().get(Network.class, parameters.target()).spec(),
              parameters.twofold(),
              parameters.rho(),
              parameters.sigma());
    } catch (IllegalArgumentException e) {
      throw new FatalTaskException(
          "target: " + parameters.target() + " (expected: " + e.getMessage() + ")");
    }
    Construction construction = construct(source, parameters, context);
    SourceWeights weights = construction.weights();
    Mask mask = weights.mask();
    if (parameters.form() == Form.RANDOM_SUBSET) {
      mask = RandomSubset.of(mask, context.random("source").at("subset"));
    }
    PruneResult result = MaskSummary.of(mask);
    report(source, construction, parameters, context, result);
    SortedMap<String, Tensor> tensors =
        parameters.form() == Form.LINEAR_FIRST_LAYER
            ? LinearTwin.of(source, weights)
            : weights.tensors();
    mask.applyTo(tensors);
    Mask kept = mask;
    context.output(
        "weights", "weights", Safetensors.MEDIA_TYPE, out -> Safetensors.write(out, tensors));
    context.output(
        "mask", MaskFiles.KIND, Safetensors.MEDIA_TYPE, out -> MaskFiles.write(out, kept));
    return result;
  }

  private static Construction construct(Source source, Parameter parameters, StepContext context) {
    @Nullable Mask mask = context.optionalInput("mask").map(MaskFiles::read).orElse(null);
    FoundSubsets known =
        context.resume().map(kept -> FoundSubsets.of(kept.state())).orElseGet(FoundSubsets::new);
    RandomSource random = context.random("source");
    Construction construction =
        new Construction(
            source,
            Safetensors.read(context.input("weights")),
            mask,
            parameters.epsilon(),
            parameters.redraws(),
            random,
            known);
    AtomicLong rows = new AtomicLong();
    construction.run(
        done -> {
          rows.incrementAndGet();
          context.progress(done);
          FoundSubsets found = construction.choices();
          if (found.size() > known.size() && context.checkpointDue()) {
            context.checkpoint(rows.get(), found::writeTo);
          }
        });
    if (construction.failed() > 0) {
      throw new FatalTaskException(
          construction.failed()
              + " sums not found in "
              + parameters.redraws()
              + " redraws: "
              + String.join("; ", construction.failures())
              + ". Raise rho, redraws or epsilon, or take a target of smaller weights");
    }
    return construction;
  }

  private static void report(
      Source source,
      Construction construction,
      Parameter parameters,
      StepContext context,
      PruneResult result) {
    Subset examples = SplitData.of(context).train().first(EXAMPLES);
    List<LayerErrors.Of> errors =
        LayerErrors.of(
            construction,
            source,
            parameters.epsilon(),
            examples.inputs(0, examples.count()),
            examples.count());
    List<Layer> layers = new ArrayList<>();
    for (int p = 0; p < source.parts().size(); p++) {
      Part part = source.parts().get(p);
      layers.add(
          new Layer(
              part.name(),
              part.weights(),
              result.keptByTensor().getOrDefault(part.weight(), 0L),
              construction.counts(p).targets(),
              construction.counts(p).redraws()));
    }
    Report report = new Report(layers, errors);
    byte[] json = Parameters.tree(report).toString().getBytes(StandardCharsets.UTF_8);
    context.output("construction", "construction", "application/json", out -> out.write(json));
    for (LayerErrors.Of error : errors) {
      context.log(
          "layer %s: error %.3g of at most %.3g"
              .formatted(error.layer(), error.seen(), error.bound()));
    }
  }
}
