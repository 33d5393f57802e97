package io.espalier.peer;

import com.google.auto.service.AutoService;
import io.espalier.catalog.Descriptor;
import io.espalier.mask.MaskFiles;
import io.espalier.model.Network;
import io.espalier.model.NetworkSpec;
import io.espalier.operator.peer.TakePeerParameters;
import io.espalier.shrink.Shrinking;
import io.espalier.step.FatalTaskException;
import io.espalier.step.Operator;
import io.espalier.step.StepContext;
import io.espalier.tensor.Safetensors;
import io.espalier.tensor.SafetensorsException;
import io.espalier.tensor.Tensor;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Makes an ordinary network of a peer; see {@link TakePeerParameters}. */
@AutoService(Descriptor.class)
public final class TakePeerOperator implements Operator<TakePeerParameters> {
  @Override
  public String name() {
    return "take_peer";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public String summary() {
    return "Makes an ordinary network of one that was trained together with others.";
  }

  @Override
  public Class<TakePeerParameters> parameters() {
    return TakePeerParameters.class;
  }

  @Override
  public long outputBytes(Sizes sizes) {
    return sizes.ofParameters();
  }

  @Override
  public @Nullable Object run(TakePeerParameters parameters, StepContext context) {
    SortedMap<String, Tensor> weights;
    try {
      NetworkSpec network = context.catalog().get(Network.class, parameters.network()).spec();
      JointState joint = JointState.read(context.input("joint"));
      if (parameters.peer() < 1 || parameters.peer() > joint.peers()) {
        throw new IllegalArgumentException(
            "peer: " + parameters.peer() + " (expected: 1 to " + joint.peers() + ")");
      }
      Shrinking shrinking = Shrinking.of(network, MaskFiles.read(context.input("mask")));
      SortedMap<String, Tensor> own = new TreeMap<>(shrinking.shrink(joint.parameters()));
      own.putAll(joint.buffers().get(parameters.peer() - 1));
      weights = shrinking.restore(own, null);
    } catch (IllegalArgumentException e) {
      throw new FatalTaskException(e);
    } catch (SafetensorsException e) {
      throw new FatalTaskException(String.valueOf(e.getMessage()));
    }
    context.output(
        "weights", "weights", Safetensors.MEDIA_TYPE, out -> Safetensors.write(out, weights));
    return null;
  }
}
