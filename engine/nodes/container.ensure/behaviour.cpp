#include "engine/base/duration.h"
#include "engine/nodes/container.ensure/leftovers.h"
#include "engine/nodes/containerstep.h"
#include "engine/nodes/ensurestep.h"
#include "engine/nodes/jsontext.h"

#include <QJsonArray>

namespace Saltern {

namespace {

using State = DesiredContainer::State;

class ContainerEnsureStep final : public EnsureStep
{
public:
    using EnsureStep::EnsureStep;

private:
    Result<void> prepare() override
    {
        const auto desired = readDesiredContainer(input().parameters);
        if (!desired)
            return fail(desired.error());
        m_desired = *desired;
        const auto settle =
            parseDuration(input().parameters.value(QLatin1StringView("settle")).toString());
        const auto stop = stopSeconds(input().parameters);
        if (!settle || !stop)
            return fail(settle ? stop.error() : settle.error());
        m_settle = *settle;
        m_stopSeconds = *stop;
        return takeOver(QStringLiteral("container"), m_desired.name);
    }

    void begin() override
    {
        own(QStringLiteral("container/") + ContainerReplacement::newName(m_desired.name));
        lookAround();
    }

    void endEarly(const Error &error) override
    {
        m_fetch.reset();
        if (m_replacement)
            m_replacement->rollBack(error);
        else
            failWith(error);
    }

    void lookAround()
    {
        ask(client()->request(
                "GET", QStringLiteral("/containers/json"), NamedContainers::query(m_desired.name)),
            [this](const DockerResponse &response) {
                const auto found = NamedContainers::read(response.array(), m_desired.name);
                m_cameBack = m_cameBack || !found.former.id.isEmpty();
                m_tidying = tidyingSteps(found, m_desired.name);
                for (const auto &entry : {found.current, found.fresh, found.former}) {
                    if (!entry.id.isEmpty() && !dryRun())
                        own(entry.id);
                }
                if (!m_tidying.empty() && !dryRun())
                    tidyUp(0);
                else if (found.current.id.isEmpty())
                    fetchImage();
                else
                    inspect(found.current.id);
            });
    }

    void tidyUp(size_t number)
    {
        if (number == m_tidying.size()) {
            lookAround();
            return;
        }
        const TidyingStep &step = m_tidying.at(number);
        ask(client()->request(step.method, step.path, step.query),
            [this, number](const DockerResponse &) {
                note(m_tidying.at(number).done);
                tidyUp(number + 1);
            });
    }

    void inspect(const QString &id)
    {
        ask(client()->request("GET", QStringLiteral("/containers/%1/json").arg(id)),
            [this](const DockerResponse &response) {
                m_actual.container = response.object();
                if (m_desired.state == State::Absent)
                    remove();
                else
                    inspectImage();
            });
    }

    void inspectImage()
    {
        const QString id = m_actual.container.value(QLatin1StringView("Image")).toString();
        send(client()->request("GET", QStringLiteral("/images/%1/json").arg(id)),
             [this](const Result<DockerResponse> &response) {
                 const bool gone = !response && response.error().kind == ErrorKind::NotFound;
                 if (!response && !gone) {
                     failWith(response.error());
                     return;
                 }
                 if (response)
                     m_actual.image = response->object();
                 fetchImage();
             });
    }

    void fetchImage()
    {
        const bool exists = m_actual.exists();
        if (m_desired.state == State::Absent) {
            leave(QStringLiteral("none"));
            return;
        }
        if (!m_desired.image) {
            if (exists)
                compare();
            else
                failWith({ErrorKind::NotFound,
                          QStringLiteral("There is no container %1 on %2.")
                              .arg(m_desired.name, input().host),
                          QStringLiteral("Name an `image` to make it from."),
                          {}});
            return;
        }
        // A dry run pulls nothing.
        const PullPolicy policy = dryRun() ? PullPolicy::Never : m_desired.pull;
        own(QStringLiteral("image/") + m_desired.image->complete());
        m_fetch = std::make_unique<ImageFetch>(client(), *m_desired.image, policy);
        connect(m_fetch.get(), &ImageFetch::finished, this, [this](const auto &image) {
            note(m_fetch->log());
            m_fetch.release()->deleteLater(); // this is its own signal
            fetched(image);
        });
        m_fetch->start();
    }

    void fetched(const Result<HostImage> &image)
    {
        const bool wouldPull = !image && dryRun() && m_desired.pull != PullPolicy::Never &&
                               image.error().kind == ErrorKind::NotFound;
        if (!image && !wouldPull) {
            failWith(image.error());
            return;
        }
        if (image) {
            m_image = *image;
            show(QStringLiteral("image"),
                 QJsonObject{{QStringLiteral("reference"), m_image.reference},
                             {QStringLiteral("id"), m_image.id},
                             {QStringLiteral("digest"), m_image.digest},
                             {QStringLiteral("pulled"), m_image.pulled}});
        } else {
            // Which image it will be is not known before it is there.
            m_image.reference = m_desired.image->complete();
            m_image.id = QStringLiteral("not on the host yet");
            note(QStringLiteral("the image %1 would be pulled").arg(m_image.reference));
        }
        compare();
    }

    void compare()
    {
        if (!m_actual.exists()) {
            differ({QStringLiteral("container"),
                    QStringLiteral("none"),
                    QStringLiteral("new, from %1").arg(m_image.reference)});
            replace(QStringLiteral("created"));
            return;
        }
        const auto differences = containerDifferences(m_desired, m_image, m_actual);
        const auto state = stateDifference(m_desired.state, m_actual);
        for (const Difference &difference : differences)
            differ(difference);
        if (state)
            differ(*state);
        const auto update = containerUpdate(m_desired, differences);
        if (differences.empty())
            seeToState(QStringLiteral("none"));
        else if (update)
            changeInPlace(*update);
        else
            replace(QStringLiteral("recreated"));
    }

    void seeToState(const QString &actionSoFar)
    {
        if (!stateDifference(m_desired.state, m_actual))
            leave(actionSoFar);
        else if (m_desired.state == State::Stopped)
            stop();
        else if (m_actual.isPaused())
            act("unpause", QStringLiteral("unpaused"));
        else
            replace(QStringLiteral("started"));
    }

    void changeInPlace(const QJsonObject &body)
    {
        if (dryRun()) {
            leave(QStringLiteral("updated"));
            return;
        }
        auto request =
            client()->request("POST", QStringLiteral("/containers/%1/update").arg(m_actual.id()));
        request->setJson(body);
        send(std::move(request), [this](const Result<DockerResponse> &response) {
            if (!response) {
                note(QStringLiteral("cannot be changed in place (%1)")
                         .arg(response.error().message));
                replace(QStringLiteral("recreated"));
                return;
            }
            note(QStringLiteral("updated %1").arg(m_actual.id().left(12)));
            seeToState(QStringLiteral("updated"));
        });
    }

    void replace(const QString &action)
    {
        const bool started = action == QLatin1StringView("started");
        const bool autoRemove = m_actual.container.value(QLatin1StringView("HostConfig"))
                                    .toObject()
                                    .value(QLatin1StringView("AutoRemove"))
                                    .toBool();
        if (!started && autoRemove) {
            failWith({ErrorKind::Unsupported,
                      QStringLiteral("The container %1 was made with --rm: stopped, it would be "
                                     "gone and could not come back.")
                          .arg(m_desired.name),
                      QStringLiteral("Remove it first, with `state: absent`."),
                      {}});
            return;
        }
        if (dryRun()) {
            leave(action);
            return;
        }
        const bool runs = m_actual.isRunning();
        const bool start =
            m_desired.state == State::Running || (m_desired.state == State::Present && runs);
        m_replacement = std::make_unique<ContainerReplacement>(
            client(),
            ContainerReplacement::Order{
                .name = m_desired.name,
                .body = started ? std::nullopt : std::optional(containerBody(m_desired, m_actual)),
                .existing = m_actual.id(),
                .existingRuns = runs,
                .existingRan = m_cameBack && m_desired.state == State::Running,
                .start = start,
                .settle = m_settle,
                .stopSeconds = m_stopSeconds});
        connect(m_replacement.get(),
                &ContainerReplacement::touches,
                this,
                [this](const QString &id) { own(id); });
        connect(m_replacement.get(),
                &ContainerReplacement::finished,
                this,
                [this, action](const Result<QString> &id) { replaced(action, id); });
        m_replacement->start();
    }

    void replaced(const QString &action, const Result<QString> &id)
    {
        note(m_replacement->log());
        m_replacement.release()->deleteLater(); // this is its own signal
        if (!id) {
            failWith(id.error());
            return;
        }
        m_newId = *id;
        leave(action);
    }

    void stop() { act("stop", QStringLiteral("stopped"), m_stopSeconds); }

    void act(const char *verb, const QString &action, const QString &seconds = {})
    {
        if (dryRun()) {
            leave(action);
            return;
        }
        QUrlQuery query;
        if (!seconds.isEmpty())
            query.addQueryItem(QStringLiteral("t"), seconds);
        ask(client()->request(
                "POST",
                QStringLiteral("/containers/%1/%2").arg(m_actual.id(), QString::fromLatin1(verb)),
                query),
            [this, action](const DockerResponse &) {
                note(QStringLiteral("%1 %2").arg(action, m_actual.id().left(12)));
                leave(action);
            });
    }

    void remove()
    {
        differ({QStringLiteral("container"), QStringLiteral("there"), QStringLiteral("none")});
        if (dryRun()) {
            leave(QStringLiteral("removed"));
            return;
        }
        QUrlQuery query;
        if (!m_stopSeconds.isEmpty())
            query.addQueryItem(QStringLiteral("t"), m_stopSeconds);
        // Stopped first: removal by force would kill it without a word.
        ask(client()->request(
                "POST", QStringLiteral("/containers/%1/stop").arg(m_actual.id()), query),
            [this](const DockerResponse &) {
                send(client()->request("DELETE",
                                       QStringLiteral("/containers/%1").arg(m_actual.id())),
                     [this](const Result<DockerResponse> &response) { removed(response); });
            });
    }

    void removed(const Result<DockerResponse> &response)
    {
        // One that was made with --rm goes by itself.
        const bool goesAlone =
            !response &&
            (response.error().kind == ErrorKind::NotFound ||
             response.error().message.contains(QLatin1StringView("already in progress")));
        if (!response && !goesAlone) {
            failWith(response.error());
            return;
        }
        note(QStringLiteral("removed %1").arg(m_actual.id().left(12)));
        leave(QStringLiteral("removed"));
    }

    void leave(const QString &action)
    {
        const QString id = m_newId.isEmpty() ? m_actual.id() : m_newId;
        const QString image =
            m_image.reference.isEmpty()
                ? containerIdentity(m_actual.container).value(QLatin1StringView("image")).toString()
                : m_image.reference;
        show(QStringLiteral("container"),
             QJsonObject{{QStringLiteral("id"), id},
                         {QStringLiteral("name"), m_desired.name},
                         {QStringLiteral("image"), image}});
        done(action);
    }

    DesiredContainer m_desired;
    std::chrono::milliseconds m_settle{0};
    QString m_stopSeconds;
    std::vector<TidyingStep> m_tidying;
    bool m_cameBack = false; // it was put aside by an attempt that was cut short
    ActualContainer m_actual;
    HostImage m_image; // no id when none is wanted
    QString m_newId;
    std::unique_ptr<ImageFetch> m_fetch;
    std::unique_ptr<ContainerReplacement> m_replacement;
};

StepOutcome simulateContainer(const StepInput &input)
{
    const auto text = [&](QLatin1StringView name) { return textOf(input.parameters.value(name)); };
    const QString name = text(QLatin1StringView("name"));
    const QString image = text(QLatin1StringView("image"));
    const QString state = text(QLatin1StringView("state"));
    QString what = QStringLiteral("the container %1 is %2").arg(name, state);
    if (!image.isEmpty() && state != QLatin1StringView("absent"))
        what += QStringLiteral(", from %1").arg(image);
    return simulatedEnsure(what,
                           {{QStringLiteral("container"),
                             QJsonObject{{QStringLiteral("id"), QString()},
                                         {QStringLiteral("name"), name},
                                         {QStringLiteral("image"), image}}}});
}

} // namespace

NodeBehaviour containerEnsureBehaviour()
{
    return ensureBehaviour<ContainerEnsureStep>(simulateContainer);
}

} // namespace Saltern
