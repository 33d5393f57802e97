package io.espalier.model.layer;

import io.espalier.catalog.DescribedNetworks;
import io.espalier.catalog.Descriptor;
import io.espalier.catalog.setting.Doc;
import java.util.Locale;

/**
 * A kind of layer, by which experiment files name it. Every kind is a class of its own that names
 * its record:
 *
 * <pre>{@code
 * @AutoService(Descriptor.class)
 * public static final class Kind extends LayerKind {
 *   public Kind() {
 *     super(MaxPool.class);
 *   }
 * }
 * }</pre>
 */
public abstract class LayerKind implements Descriptor {
  private final Class<? extends Record> layer;
  private final String name;
  private final String prefix;

  /**
   * A kind of layer.
   *
   * @param layer its record, with {@link Doc}; the kind is called after it, {@code max_pool} for
   *     {@code MaxPool}
   */
  protected <L extends Record & Layer> LayerKind(Class<L> layer) {
    this(layer, snake(layer));
  }

  /**
   * A kind of layer with tensors.
   *
   * @param prefix what layers without a name are called, with a number: {@code fc} for {@code fc1},
   *     {@code fc2}, …
   */
  protected <L extends Record & Layer> LayerKind(Class<L> layer, String prefix) {
    this.layer = layer;
    this.name = snake(layer);
    this.prefix = prefix;
  }

  @Override
  public final String kind() {
    return DescribedNetworks.LAYER;
  }

  @Override
  public final String name() {
    return name;
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public final String summary() {
    Doc doc = layer.getAnnotation(Doc.class);
    if (doc == null) {
      throw new IllegalStateException(layer.getName() + " has no @Doc (expected: what it does)");
    }
    return doc.value();
  }

  @Override
  public final Class<? extends Record> settings() {
    return layer;
  }

  /** What layers without a name are called, with a number. */
  public final String prefix() {
    return prefix;
  }

  private static String snake(Class<?> type) {
    return type.getSimpleName().replaceAll("(?<=.)([A-Z])", "_$1").toLowerCase(Locale.ROOT);
  }
}
