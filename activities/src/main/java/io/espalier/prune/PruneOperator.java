package io.espalier.prune;

import com.google.auto.service.AutoService;
import io.espalier.catalog.Descriptor;
import io.espalier.mask.Mask;
import io.espalier.mask.MaskFiles;
import io.espalier.mask.RoundMask;
import io.espalier.model.Network;
import io.espalier.operator.PruneParameters;
import io.espalier.operator.PruneResult;
import io.espalier.shrink.FilterGroups;
import io.espalier.step.FatalTaskException;
import io.espalier.step.Operator;
import io.espalier.step.StepContext;
import io.espalier.tensor.Safetensors;
import io.espalier.tensor.Tensor;
import java.util.List;
import java.util.SortedMap;

/** Operator {@code prune}: the scores of one round and the mask before it give the next mask. */
@AutoService(Descriptor.class)
public final class PruneOperator implements Operator<PruneParameters> {
  @Override
  public String name() {
    return "prune";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public String summary() {
    return "Removes the weights, filters or channels of lowest score, or of highest.";
  }

  @Override
  public long outputBytes(Sizes sizes) {
    return sizes.weights();
  }

  @Override
  public Class<PruneParameters> parameters() {
    return PruneParameters.class;
  }

  @Override
  public PruneResult run(PruneParameters parameters, StepContext context) {
    SortedMap<String, Tensor> scores = Safetensors.read(context.input("scores"));
    Mask next;
    try {
      PruneRule rule = PruneRule.of(parameters, context.catalog());
      Network network = context.catalog().get(Network.class, parameters.network());
      Mask mask =
          RoundMask.of(
              context.optionalInput("mask"), network, rule.granularities(), parameters.ignore());
      boolean together = Boolean.TRUE.equals(parameters.together());
      List<List<String>> groups = together ? FilterGroups.of(network.spec()) : Ranking.apart(mask);
      next = Ranking.prune(mask, scores, rule, groups);
      Ties.between(mask, next, scores, rule, groups).forEach(context::log);
    } catch (IllegalArgumentException e) {
      throw new FatalTaskException(e);
    }
    PruneResult result = MaskSummary.of(next);
    context.log("kept " + result.kept() + " of " + result.prunable() + " prunable weights");
    context.output(
        "mask", MaskFiles.KIND, Safetensors.MEDIA_TYPE, out -> MaskFiles.write(out, next));
    return result;
  }
}
