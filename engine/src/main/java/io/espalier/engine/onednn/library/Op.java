package io.espalier.engine.onednn.library;

import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_destroy;
import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_execute;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.dnnl.dnnl_exec_arg_t;
import org.bytedeco.dnnl.dnnl_primitive;
import org.bytedeco.dnnl.dnnl_primitive_desc;
import org.bytedeco.dnnl.dnnl_stream;

/** A primitive with its arguments: running it is one call. */
public final class Op {
  private final dnnl_primitive primitive;
  private final dnnl_exec_arg_t arguments;
  private final int count;
  private final List<Blob> used;

  private Op(Scope scope, dnnl_primitive_desc description, List<Integer> roles, List<Blob> blobs) {
    this.primitive = new dnnl_primitive();
    Native.check(dnnl_primitive_create(primitive, description), "primitive");
    scope.onClose(() -> dnnl_primitive_destroy(primitive));
    this.count = roles.size();
    this.used = List.copyOf(blobs);
    this.arguments = new dnnl_exec_arg_t(Math.max(1, count));
    scope.onClose(arguments::close);
    for (int i = 0; i < count; i++) {
      arguments.position(i).arg(roles.get(i)).memory(used.get(i).memory());
    }
    arguments.position(0);
  }

  public void run(dnnl_stream stream) {
    Native.check(dnnl_primitive_execute(primitive, stream, count, arguments), "a primitive");
  }

  /** Collects the arguments of a primitive. */
  public static final class Builder {
    private final dnnl_primitive_desc description;
    private final List<Integer> roles = new ArrayList<>();
    private final List<Blob> blobs = new ArrayList<>();

    public Builder(dnnl_primitive_desc description) {
      this.description = description;
    }

    public Builder with(int role, Blob blob) {
      roles.add(role);
      blobs.add(blob);
      return this;
    }

    public Op build(Scope scope) {
      return new Op(scope, description, roles, blobs);
    }
  }
}
