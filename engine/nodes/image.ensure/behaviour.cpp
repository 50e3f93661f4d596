#include "engine/docker/imagefetch.h"
#include "engine/nodes/ensurestep.h"
#include "engine/nodes/jsontext.h"

namespace Saltern {

namespace {

class ImageEnsureStep final : public EnsureStep
{
public:
    using EnsureStep::EnsureStep;

private:
    Result<void> prepare() override
    {
        const QJsonObject &settings = input().parameters;
        const auto image =
            ImageReference::parse(textOf(settings.value(QLatin1StringView("image"))));
        if (!image)
            return fail(image.error());
        m_image = *image;
        m_pull = pullPolicyOf(settings.value(QLatin1StringView("pull")).toString());
        m_absent =
            settings.value(QLatin1StringView("state")).toString() == QLatin1StringView("absent");
        const QStringList tags = oneOrMany(settings.value(QLatin1StringView("tags")));
        for (const QString &text : tags) {
            const auto tag = ImageReference::parse(text);
            if (!tag)
                return fail(tag.error());
            if (!tag->id.isEmpty() || !tag->digest.isEmpty())
                return fail(
                    ErrorKind::BadInput,
                    QStringLiteral("\"%1\" cannot be given to an image.").arg(text.left(80)),
                    QStringLiteral("Write a name with a tag, such as web:stable."));
            m_tags.push_back(*tag);
        }
        return takeOver(QStringLiteral("image"), m_image.complete());
    }

    void begin() override
    {
        send(client()->request("GET", QStringLiteral("/images/%1/json").arg(m_image.complete())),
             [this](const Result<DockerResponse> &response) {
                 if (!response && response.error().kind != ErrorKind::NotFound)
                     failWith(response.error());
                 else
                     found(response ? response->object() : QJsonObject());
             });
    }

    void endEarly(const Error &error) override
    {
        m_fetch.reset();
        failWith(error);
    }

    void found(const QJsonObject &image)
    {
        m_former = image.value(QLatin1StringView("Id")).toString();
        if (m_absent) {
            showImage({.reference = m_image.complete(), .id = m_former});
            if (m_former.isEmpty())
                done(QStringLiteral("none"));
            else
                remove();
            return;
        }
        if (m_former.isEmpty() && dryRun() && m_pull != PullPolicy::Never) {
            differ({QStringLiteral("image"), QStringLiteral("none"), m_image.complete()});
            note(QStringLiteral("the image %1 would be pulled").arg(m_image.complete()));
            showImage({.reference = m_image.complete()});
            done(QStringLiteral("pulled"));
            return;
        }
        if (dryRun() && m_pull == PullPolicy::Always)
            note(QStringLiteral("whether the registry has a newer one shows when it is pulled"));
        m_fetch =
            std::make_unique<ImageFetch>(client(), m_image, dryRun() ? PullPolicy::Never : m_pull);
        connect(m_fetch.get(), &ImageFetch::finished, this, [this](const auto &result) {
            note(m_fetch->log());
            m_fetch.release()->deleteLater(); // this is its own signal
            fetched(result);
        });
        m_fetch->start();
    }

    void fetched(const Result<HostImage> &image)
    {
        if (!image) {
            failWith(image.error());
            return;
        }
        m_id = image->id;
        showImage(*image);
        if (image->pulled) {
            m_action = QStringLiteral("pulled");
            differ({QStringLiteral("image"),
                    m_former.isEmpty() ? QStringLiteral("none") : m_former,
                    m_id});
        }
        tag(0);
    }

    void tag(size_t number)
    {
        if (number == m_tags.size()) {
            done(m_action);
            return;
        }
        const QString name = m_tags.at(number).complete();
        send(client()->request("GET", QStringLiteral("/images/%1/json").arg(name)),
             [this, number, name](const Result<DockerResponse> &response) {
                 const QString id =
                     response ? response->object().value(QLatin1StringView("Id")).toString()
                              : QString();
                 if (!response && response.error().kind != ErrorKind::NotFound) {
                     failWith(response.error());
                 } else if (id == m_id) {
                     tag(number + 1);
                 } else {
                     differ({QStringLiteral("tags"),
                             name + u' ' + (id.isEmpty() ? QStringLiteral("none") : id),
                             m_id});
                     setTag(number);
                 }
             });
    }

    void setTag(size_t number)
    {
        if (m_action == QLatin1StringView("none"))
            m_action = QStringLiteral("tagged");
        if (dryRun()) {
            tag(number + 1);
            return;
        }
        const ImageReference &wanted = m_tags.at(number);
        const QString tagName = wanted.tag.isEmpty() ? QStringLiteral("latest") : wanted.tag;
        own(QStringLiteral("image/") + wanted.complete());
        own(QStringLiteral("image/") + m_id);
        ask(client()->request("POST",
                              QStringLiteral("/images/%1/tag").arg(m_id),
                              dockerQuery({{QStringLiteral("repo"), wanted.name},
                                           {QStringLiteral("tag"), tagName}})),
            [this, number](const DockerResponse &) {
                note(QStringLiteral("called it %1").arg(m_tags.at(number).complete()));
                tag(number + 1);
            });
    }

    void remove()
    {
        differ({QStringLiteral("image"), m_image.complete(), QStringLiteral("none")});
        if (dryRun()) {
            done(QStringLiteral("removed"));
            return;
        }
        own(QStringLiteral("image/") + m_former);
        const bool force = input().parameters.value(QLatin1StringView("force")).toBool();
        send(client()->request("DELETE",
                               QStringLiteral("/images/%1").arg(m_image.complete()),
                               dockerQuery({{QStringLiteral("force"),
                                             force ? QStringLiteral("1") : QStringLiteral("0")}})),
             [this](const Result<DockerResponse> &response) {
                 if (response) {
                     note(QStringLiteral("removed %1").arg(m_image.complete()));
                     done(QStringLiteral("removed"));
                     return;
                 }
                 Error error = response.error();
                 if (error.kind == ErrorKind::Conflict)
                     error.remedy =
                         QStringLiteral("Remove the containers that use it first, or set "
                                        "`force: true` when they have ended.");
                 failWith(error);
             });
    }

    void showImage(const HostImage &image)
    {
        show(QStringLiteral("image"),
             QJsonObject{{QStringLiteral("reference"), image.reference},
                         {QStringLiteral("id"), image.id},
                         {QStringLiteral("digest"), image.digest},
                         {QStringLiteral("pulled"), image.pulled}});
    }

    ImageReference m_image;
    PullPolicy m_pull = PullPolicy::Missing;
    bool m_absent = false;
    std::vector<ImageReference> m_tags;
    QString m_former; // id that the name meant before; empty = none
    QString m_id;
    QString m_action = QStringLiteral("none");
    std::unique_ptr<ImageFetch> m_fetch;
};

StepOutcome simulateImage(const StepInput &input)
{
    const QString image = textOf(input.parameters.value(QLatin1StringView("image")));
    const QString state = textOf(input.parameters.value(QLatin1StringView("state")));
    return simulatedEnsure(QStringLiteral("the image %1 is %2").arg(image, state),
                           {{QStringLiteral("image"),
                             QJsonObject{{QStringLiteral("reference"), image},
                                         {QStringLiteral("id"), QString()},
                                         {QStringLiteral("digest"), QString()},
                                         {QStringLiteral("pulled"), false}}}});
}

} // namespace

NodeBehaviour imageEnsureBehaviour()
{
    return ensureBehaviour<ImageEnsureStep>(simulateImage);
}

} // namespace Saltern
