package io.espalier.engine.onednn;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_FROM;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC_0;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC_1;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_TO;
import static org.bytedeco.dnnl.global.dnnl.dnnl_binary_add;
import static org.bytedeco.dnnl.global.dnnl.dnnl_binary_mul;
import static org.bytedeco.dnnl.global.dnnl.dnnl_binary_primitive_desc_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_eltwise_relu;
import static org.bytedeco.dnnl.global.dnnl.dnnl_post_ops_append_eltwise;
import static org.bytedeco.dnnl.global.dnnl.dnnl_post_ops_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_post_ops_destroy;
import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_attr_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_attr_destroy;
import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_attr_set_post_ops;
import static org.bytedeco.dnnl.global.dnnl.dnnl_reorder_primitive_desc_create;

import io.espalier.engine.onednn.library.Blob;
import io.espalier.engine.onednn.library.Native;
import io.espalier.engine.onednn.library.Op;
import io.espalier.engine.onednn.library.Scope;
import io.espalier.engine.onednn.library.Views;
import io.espalier.random.RandomSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_post_ops;
import org.bytedeco.dnnl.dnnl_primitive_attr;
import org.bytedeco.dnnl.dnnl_primitive_desc;
import org.jspecify.annotations.Nullable;

/** The operations of a graph in the making, and the memory that they share. */
final class Planning {
  private final Scope scope;
  private final Weights weights;
  private final Kind kind;
  private final Set<String> wanted;
  private final Map<String, Traced> traced = new HashMap<>();
  private final List<Op> forward = new ArrayList<>();
  private final List<Op> backward = new ArrayList<>();
  private final List<Runnable> seen = new ArrayList<>();
  private final List<Consumer<@Nullable RandomSource>> drawn = new ArrayList<>();
  private final List<Blob> free = new ArrayList<>();
  private boolean goingBack;

  /**
   * Begins with the forward pass.
   *
   * @param wanted layers to be traced
   */
  Planning(Scope scope, Weights weights, Kind kind, Set<String> wanted) {
    this.scope = scope;
    this.weights = weights;
    this.kind = kind;
    this.wanted = wanted;
  }

  Scope scope() {
    return scope;
  }

  Weights weights() {
    return weights;
  }

  /** Whether a backward pass follows. */
  boolean differentiates() {
    return kind != Kind.PREDICTION;
  }

  /** Whether a batch norm normalises by the batch. */
  boolean byBatch() {
    return kind == Kind.TRAINING || kind == Kind.TRACE_BY_BATCH;
  }

  /** Whether the gradients of the inputs are wanted. */
  boolean backToInputs() {
    return kind == Kind.TRACE || kind == Kind.TRACE_BY_BATCH;
  }

  /** What is traced, by layer. */
  Map<String, Traced> traced() {
    return traced;
  }

  /** Keeps a layer's activations and the gradient by them, where they are to be traced. */
  void trace(String layer, Value activations, Gradient gradient) {
    if (!wanted.contains(layer)) {
      return;
    }
    dnnl_memory_desc rowMajor = scope.rowMajor(activations.dimensions());
    // A copy in any case: the next operations may work in the gradient's memory.
    Blob kept = scope.blob(rowMajor);
    reorder(gradient.blob(), kept);
    int size =
        Math.toIntExact(Arrays.stream(activations.dimensions()).reduce(1, Math::multiplyExact));
    Blob given = reordered(activations.blob(), rowMajor);
    traced.put(layer, new Traced(Views.of(given.values(), size), Views.of(kept.values(), size)));
  }

  List<Op> forward() {
    return forward;
  }

  List<Op> backward() {
    return backward;
  }

  /** What is to be noted whenever the forward pass has run. */
  List<Runnable> seen() {
    return seen;
  }

  /** What is to be drawn before the forward pass runs; null for nothing to be dropped. */
  List<Consumer<@Nullable RandomSource>> drawn() {
    return drawn;
  }

  /** Whether the passes are those of a training, in which layers may draw. */
  boolean training() {
    return kind == Kind.TRAINING;
  }

  /** From now on operations belong to the backward pass. */
  void turn() {
    goingBack = true;
  }

  /** Adds an operation to the pass that is being planned. */
  void add(Op.Builder op) {
    (goingBack ? backward : forward).add(op.build(scope));
  }

  /** These values in another layout: themselves where it is theirs already. */
  Blob reordered(Blob blob, dnnl_memory_desc layout) {
    if (Scope.same(blob.layout(), layout)) {
      return blob;
    }
    Blob target = scope.blob(layout);
    reorder(blob, target);
    return target;
  }

  /** Copies values from one layout to the other. */
  void reorder(Blob from, Blob to) {
    dnnl_primitive_desc description = new dnnl_primitive_desc();
    Native.check(
        dnnl_reorder_primitive_desc_create(
            description, from.layout(), Native.engine(), to.layout(), Native.engine(), null),
        "reorder");
    add(new Op.Builder(scope.own(description)).with(DNNL_ARG_FROM, from).with(DNNL_ARG_TO, to));
  }

  /** Adds {@code one} and {@code other} into {@code sum}, which may be one of them. */
  void sum(Blob one, Blob other, Blob sum, boolean relu) {
    binary(dnnl_binary_add, one, other, sum, relu(relu));
  }

  /**
   * Multiplies {@code one} by {@code other}, whose sides may be 1, into {@code product}, which may
   * be {@code one}.
   */
  void multiply(Blob one, Blob other, Blob product) {
    binary(dnnl_binary_mul, one, other, product, null);
  }

  private void binary(
      int algorithm, Blob one, Blob other, Blob sum, @Nullable dnnl_primitive_attr attributes) {
    dnnl_primitive_desc description = new dnnl_primitive_desc();
    Native.check(
        dnnl_binary_primitive_desc_create(
            description,
            Native.engine(),
            algorithm,
            one.layout(),
            other.layout(),
            sum.layout(),
            attributes),
        "sum or product");
    add(
        new Op.Builder(scope.own(description))
            .with(DNNL_ARG_SRC_0, one)
            .with(DNNL_ARG_SRC_1, other)
            .with(DNNL_ARG_DST, sum));
  }

  /** Attributes that let a primitive end with a ReLU; none where there is none. */
  @Nullable dnnl_primitive_attr relu(boolean relu) {
    if (!relu) {
      return null;
    }
    dnnl_post_ops after = new dnnl_post_ops();
    Native.check(dnnl_post_ops_create(after), "post-ops");
    scope.onClose(() -> dnnl_post_ops_destroy(after));
    Native.check(dnnl_post_ops_append_eltwise(after, dnnl_eltwise_relu, 0, 0), "post-op");
    dnnl_primitive_attr attributes = new dnnl_primitive_attr();
    Native.check(dnnl_primitive_attr_create(attributes), "attributes");
    scope.onClose(() -> dnnl_primitive_attr_destroy(attributes));
    Native.check(dnnl_primitive_attr_set_post_ops(attributes, after), "attributes");
    return attributes;
  }

  /** Memory for a gradient, that of a released one where it is large enough. */
  Blob take(dnnl_memory_desc layout) {
    long size = Scope.size(layout);
    Blob best = null;
    for (Blob candidate : free) {
      long room = Scope.size(candidate.layout());
      if (room >= size && (best == null || room < Scope.size(best.layout()))) {
        best = candidate;
      }
    }
    if (best == null) {
      return scope.blob(layout);
    }
    free.remove(best);
    return scope.blob(layout, best.values());
  }

  /** Lets later operations of the backward pass use a gradient's memory. */
  void release(Gradient gradient) {
    if (gradient.owned()) {
      free.add(gradient.blob());
    }
  }
}
