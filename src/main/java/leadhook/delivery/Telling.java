package leadhook.delivery;

import java.lang.System.Logger.Level;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Tells whoever listens what was written of exchanges; while nobody does, nothing is put together. */
final class Telling {
    private static final System.Logger LOG = System.getLogger(Telling.class.getName());

    private volatile @Nullable Consumer<List<Told>> listener;
    private volatile BooleanSupplier listens = () -> false;

    /** @param when whether that one wants to hear anything just now */
    void to(BooleanSupplier when, Consumer<List<Told>> whom) {
        listens = when;
        listener = whom;
    }

    /** Called after the commit. A listener that fails breaks nothing. */
    void tell(Supplier<List<Told>> told) {
        var whom = listener;
        if (whom == null || !listens.getAsBoolean()) {
            return;
        }
        try {
            var news = told.get();
            if (!news.isEmpty()) {
                whom.accept(news);
            }
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, "somebody who was told of outcomes has failed", e);
        }
    }
}
