package io.espalier.engine.onednn;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.dnnl_eltwise_backward_primitive_desc_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_eltwise_forward_primitive_desc_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_forward_training;

import io.espalier.engine.onednn.library.Blob;
import io.espalier.engine.onednn.library.Native;
import io.espalier.engine.onednn.library.Op;
import io.espalier.engine.onednn.library.Scope;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_primitive_desc;

/** A non-linearity that no layer before it took along. */
final class ActivationNode implements LayerNode {
  private final Planning planning;
  private final Activations kind;
  private final Value input;
  private final Value output;

  ActivationNode(Planning planning, Activations kind, Value input) {
    this.planning = planning;
    this.kind = kind;
    this.input = input;
    Scope scope = planning.scope();
    this.output = new Value(scope.blob(input.blob().layout()), input.dimensions(), input.learned());
    planning.add(
        new Op.Builder(description(scope, kind, kind.forward(), input.blob().layout()))
            .with(DNNL_ARG_SRC, input.blob())
            .with(DNNL_ARG_DST, output.blob()));
  }

  @Override
  public Value output() {
    return output;
  }

  @Override
  public Gradient backward(Gradient gradient) {
    return undo(planning, kind, kind.fromOutput() ? output : input, gradient);
  }

  /**
   * The gradient before a non-linearity.
   *
   * @param data what the non-linearity gave, or what it got where it is undone from that
   */
  static Gradient undo(Planning planning, Activations kind, Value data, Gradient gradient) {
    Scope scope = planning.scope();
    dnnl_memory_desc layout = data.blob().layout();
    dnnl_primitive_desc description = new dnnl_primitive_desc();
    Native.check(
        dnnl_eltwise_backward_primitive_desc_create(
            description,
            Native.engine(),
            kind.backward(),
            layout,
            layout,
            layout,
            kind.alpha(),
            kind.beta(),
            description(scope, kind, kind.backward(), layout),
            null),
        "activation");
    Blob result = gradient.owned() ? gradient.blob() : planning.take(layout);
    planning.add(
        new Op.Builder(scope.own(description))
            .with(kind.fromOutput() ? DNNL_ARG_DST : DNNL_ARG_SRC, data.blob())
            .with(DNNL_ARG_DIFF_DST, gradient.blob())
            .with(DNNL_ARG_DIFF_SRC, result));
    return new Gradient(result, true);
  }

  private static dnnl_primitive_desc description(
      Scope scope, Activations kind, int algorithm, dnnl_memory_desc layout) {
    dnnl_primitive_desc description = new dnnl_primitive_desc();
    Native.check(
        dnnl_eltwise_forward_primitive_desc_create(
            description,
            Native.engine(),
            dnnl_forward_training,
            algorithm,
            layout,
            layout,
            kind.alpha(),
            kind.beta(),
            null),
        "activation");
    return scope.own(description);
  }
}
