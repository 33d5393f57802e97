package io.espalier.catalog;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Layers that one word stands for wherever an experiment file names layers. */
public enum LayerGroup {
  /** The layer that gives the classes. */
  OUTPUT,
  /** The layers on the shortcuts of residual blocks. */
  SHORTCUT,
  /** The convolutions, those on shortcuts included. */
  CONV,
  /** The fully connected layers, the output layer included. */
  DENSE;

  /** Its spelling in files; no layer has that name. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether a layer belongs to it. */
  public boolean contains(LayerShape layer) {
    return switch (this) {
      case OUTPUT -> layer.output();
      case SHORTCUT -> layer.shortcut();
      case CONV, DENSE -> layer.kind().equals(id());
    };
  }

  /** All spellings. */
  public static List<String> ids() {
    return Arrays.stream(values()).map(LayerGroup::id).toList();
  }

  /** Whether this is the spelling of a group. */
  public static boolean isName(String name) {
    return ids().contains(name);
  }
}
