#pragma once

#include "engine/demos/democleanup.h"
#include "engine/demos/demoscene.h"
#include "engine/hosts/hostset.h"

#include <memory>
#include <vector>

namespace Saltern {

/// The Docker hosts that a demo plays on: gets them ready one after another, has a scene on each,
/// and leaves each as it was. With connections of its own; the demo's engine has others. Engine
/// thread.
class DemoVenue : public QObject
{
    Q_OBJECT
public:
    /// `hosts` as the demo calls them: see hostsFor().
    DemoVenue(const std::vector<HostConfig> &hosts, const QString &run, QObject *parent = nullptr);
    ~DemoVenue() override;

    /// As many of the given hosts as the demo wants, with the names and labels that it knows.
    /// Fails with Unreachable when there are too few.
    static Result<std::vector<HostConfig>> hostsFor(const Demo &demo,
                                                    const std::vector<HostConfig> &given);

    /// Sees to it that every host has these images.
    void prepare(const QStringList &images);

    /// Of the first host when `host` is empty; null for one that the demo does not have.
    DemoScene *scene(const QString &host) const;

    /// An image that prepare() failed for; empty when it failed for another reason.
    QString missingImage() const;

    /// Stops whatever a scene does, then removes what the demo and its engine (empty: none ran)
    /// made.
    void cleanUp(const QString &engineId);

Q_SIGNALS:
    void prepared(const Saltern::Result<void> &result);
    /// What a scene was asked to do is done.
    void done(const Saltern::Result<void> &result);
    /// `leftBehind`: in words, empty when nothing is left.
    void cleanedUp(const QStringList &leftBehind);

private:
    struct Place
    {
        QString host;
        std::unique_ptr<DemoScene> scene;
        std::unique_ptr<DemoCleanup> cleanup;
    };

    void sceneDone(const Result<void> &result);
    void prepareNext();
    void placeCleaned(const Place &place, const QStringList &leftBehind);

    const QString m_run;
    HostSet m_hosts;
    std::vector<Place> m_places;
    Result<void> m_opened;
    QStringList m_images;
    std::size_t m_preparing = 0; // place; behind the last = all are ready
    std::size_t m_cleaning = 0;  // places that are not clean yet
    QStringList m_leftBehind;
};

} // namespace Saltern
