package leadhook.delivery;

import leadhook.log.News;

/** Brings word of new events to the node that serves their lanes, and says which slices of the campaigns this node serves. */
interface Feed extends AutoCloseable {
    /** A campaign's log has grown; called after each commit, and may be lost. */
    void committed(News news);

    /** From now on these lanes are told. */
    void start(Lanes lanes);

    @Override
    void close();
}
