package io.espalier.experiment.read;

import io.espalier.catalog.Catalog;
import io.espalier.catalog.Descriptor;
import io.espalier.catalog.PluginException;
import io.espalier.catalog.setting.Doc;
import io.espalier.catalog.setting.Named;
import io.espalier.catalog.setting.TrainedWeights;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The settings record of a descriptor, refused where a file could not be read into it. */
public final class SettingsType {
  private static final Set<Class<?>> SCALARS =
      Set.of(
          boolean.class,
          int.class,
          Integer.class,
          long.class,
          Long.class,
          double.class,
          Double.class,
          String.class);

  private SettingsType() {}

  /**
   * The record, or null for a descriptor without settings.
   *
   * @throws PluginException naming the descriptor and the component that is not as it must be
   */
  public static @Nullable Class<? extends Record> of(Descriptor descriptor) {
    Class<? extends Record> type = descriptor.settings();
    if (type != null) {
      check(Catalog.id(descriptor) + ": settings", type);
    }
    return type;
  }

  private static void check(String where, Class<?> type) {
    for (RecordComponent component : type.getRecordComponents()) {
      String at = where + " " + type.getSimpleName() + "." + component.getName();
      if (!component.isAnnotationPresent(Doc.class)) {
        throw new PluginException(at + " has no @Doc (expected: what it means)");
      }
      Field field = Field.of(component);
      check(at, where, field, field.type());
    }
  }

  private static void check(String at, String where, Field field, Type type) {
    Class<?> raw = Field.raw(type);
    if (raw == List.class || raw == Map.class) {
      check(at, where, field, Field.element(type));
    } else if (raw == Named.class) {
      if (field.known() == null) {
        throw new PluginException(at + " has no @Known (expected: what kind of thing it names)");
      }
    } else if (raw == TrainedWeights.class) {
      if (!field.optional()) {
        throw new PluginException(
            at
                + " has no @Default (expected: one, or @Nullable, since a step reads its settings"
                + " without it)");
      }
    } else if (raw.isRecord()) {
      check(where, raw);
    } else if (!raw.isEnum() && !SCALARS.contains(raw) && !(raw.isInterface() && raw.isSealed())) {
      throw new PluginException(
          at
              + " is a "
              + raw.getSimpleName()
              + " (expected: boolean, int, long, double, String, an enum, a record, Named, or a List"
              + " or a Map by text of these)");
    }
  }
}
