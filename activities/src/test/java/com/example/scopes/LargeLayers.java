package com.example.scopes;

import com.google.auto.service.AutoService;
import io.espalier.catalog.Descriptor;
import io.espalier.catalog.setting.Default;
import io.espalier.catalog.setting.Doc;
import io.espalier.catalog.setting.Range;
import io.espalier.catalog.setting.Shorthand;
import io.espalier.prune.PieceGroup;
import io.espalier.prune.Scope;
import io.espalier.prune.ScopeContext;
import io.espalier.prune.Share;
import java.util.ArrayList;
import java.util.List;

/**
 * Scope {@code large-layers}: layers of few weights stay whole; all others are ranked together, and
 * give what the small ones do not.
 */
@AutoService(Descriptor.class)
public final class LargeLayers implements Scope {
  /**
   * Settings of {@code large-layers}.
   *
   * @param weights a layer of fewer weights stays whole
   */
  public record Settings(
      @Doc("Layers of fewer weights than this stay whole.")
          @Range(min = 1, max = 1e9)
          @Default("1000")
          @Shorthand
          long weights) {}

  @Override
  public Class<Settings> settings() {
    return Settings.class;
  }

  @Override
  public String name() {
    return "large-layers";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public String summary() {
    return "Scores are compared over all layers but the small ones, which stay whole.";
  }

  @Override
  public List<Share> shares(ScopeContext context) {
    long least = context.settings(Settings.class).weights();
    List<Share> shares = new ArrayList<>();
    List<PieceGroup> large = new ArrayList<>();
    long keep = context.keep(context.groups());
    for (PieceGroup group : context.groups()) {
      if (group.weights() < least) {
        shares.add(new Share(List.of(group), group.pieces()));
        keep -= group.pieces();
      } else {
        large.add(group);
      }
    }
    if (keep < 0 || large.isEmpty()) {
      throw new IllegalArgumentException(
          "weights: " + least + " (expected: so few that the other layers can give what goes)");
    }
    shares.add(new Share(large, keep));
    return shares;
  }
}
