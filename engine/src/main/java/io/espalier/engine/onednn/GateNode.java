package io.espalier.engine.onednn;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.dnnl_reduction_primitive_desc_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_reduction_sum;

import io.espalier.engine.onednn.library.Blob;
import io.espalier.engine.onednn.library.Native;
import io.espalier.engine.onednn.library.Op;
import io.espalier.engine.onednn.library.Scope;
import io.espalier.model.layer.Gate;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_primitive_desc;

/** A factor for all values, or one for each channel, see {@link Gate}. */
final class GateNode implements LayerNode {
  private final Planning planning;
  private final String parameter;
  private final Value input;
  private final Value output;
  private final dnnl_memory_desc row;
  private final Blob factors;

  GateNode(Planning planning, Gate gate, Value input) {
    this.planning = planning;
    this.parameter = gate.name() + ".weight";
    this.input = input;
    Scope scope = planning.scope();
    long[] sides = new long[input.dimensions().length];
    java.util.Arrays.fill(sides, 1);
    sides[1] = gate.per() == Gate.Per.LAYER ? 1 : input.channels();
    this.row = scope.rowMajor(sides);
    this.factors = planning.weights().parameter(scope, parameter, row);
    this.output = new Value(scope.blob(input.blob().layout()), input.dimensions(), true);
    planning.multiply(input.blob(), factors, output.blob());
  }

  @Override
  public Value output() {
    return output;
  }

  @Override
  public Gradient backward(Gradient gradient) {
    Scope scope = planning.scope();
    dnnl_memory_desc layout = input.blob().layout();
    Blob products = planning.take(layout);
    planning.multiply(gradient.blob(), input.blob(), products);
    dnnl_primitive_desc description = new dnnl_primitive_desc();
    Native.check(
        dnnl_reduction_primitive_desc_create(
            description, Native.engine(), dnnl_reduction_sum, layout, row, 0, 0, null),
        parameter);
    planning.add(
        new Op.Builder(scope.own(description))
            .with(DNNL_ARG_SRC, products)
            .with(DNNL_ARG_DST, planning.weights().gradient(scope, parameter, row)));
    planning.release(new Gradient(products, true));
    Blob result = gradient.owned() ? gradient.blob() : planning.take(layout);
    planning.multiply(gradient.blob(), factors, result);
    return new Gradient(result, true);
  }
}
