#pragma once

#include "engine/exporters/salt/saltplan.h"

#include <QJsonArray>

namespace Saltern {

/// The hosts of the input that a target picks, by name; none when it cannot be read.
QStringList hostsPickedBy(const QString &target, const QList<ExportHost> &hosts);

/// The Docker hosts that the Salt master speaks to itself, because they have no minion: those of
/// the input that a trigger, a place, or the host for events without one picks, and all of them
/// when the pipeline listens to events of hosts or Docker on the bus. Sorted by name.
QList<ExportHost> hostsOfMaster(const ExportInput &input);

QJsonArray namesOf(const QList<ExportHost> &hosts);

/// Lines for the list `engines` of the master, one engine for each host. They name nothing but the
/// host, so that several pipelines' exports ask for the same engine.
QByteArray masterHostEngines(const QList<ExportHost> &hosts);

/// The setting `saltern_hosts` of the master: addresses, labels, and the folders of certificates,
/// never what is in them.
QByteArray masterHostSettings(const QList<ExportHost> &hosts);

/// A compound matcher without these hosts: what the master does, no minion may do again.
QString withoutMasterHosts(const QString &compound, const QList<ExportHost> &hosts);

/// What the user does for their certificates; null when none needs any.
QString certificatesStep(const QList<ExportHost> &hosts);

/// What is not the same for such a host, as a sentence.
QString masterHostDifference(const ExportHost &host);

/// Says at every node what the master does for it in place of a minion; it means the same.
void noteHostsOfMaster(const ExportInput &input, SaltPlan &plan);

/// The profile `stock`: Salt's own modules take an address, but no certificates, and nothing of
/// them runs for a host on the master. Says at every node what that means.
void refuseHostsOfMaster(const ExportInput &input, SaltPlan &plan);

} // namespace Saltern
