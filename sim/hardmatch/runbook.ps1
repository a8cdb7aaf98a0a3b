#Requires -Version 5.1
<#
.SYNOPSIS
    Carries out a hard-match plan that presync made.
.DESCRIPTION
    Every value comes from the plan, a JSON file beside this script; the script
    itself is the same for every plan.

    Without -WhatIf:$false nothing is written: the run says what it would do.

    The order is: stop the scheduler; for each row clear what blocks it, write,
    and read back; run one delta sync; give roles, names and settings back;
    start the scheduler. The last two happen in any case. What was there before
    a write stands in the file of kept values before the write is made.

    Run it on the server of Entra Connect, in a session that may change
    scheduler, Active Directory and Entra ID. It needs the modules
    Microsoft.Graph.Authentication and ADSync, and ActiveDirectory for rows of
    the side ad.
.PARAMETER Plan
    The plan. By default the JSON file with the name of this script.
.PARAMETER Kept
    The file of kept values, one JSON object a line. It only grows.
.PARAMETER DomainController
    The domain controller to write to.
.EXAMPLE
    .\runbook.ps1
    .\runbook.ps1 -WhatIf:$false
#>
[CmdletBinding(SupportsShouldProcess = $true)]
param(
    [string] $Plan = [System.IO.Path]::ChangeExtension($PSCommandPath, '.json'),
    [string] $Kept = [System.IO.Path]::ChangeExtension($PSCommandPath, '.kept.jsonl'),
    [string] $Transcript = [System.IO.Path]::ChangeExtension($PSCommandPath, '.log'),
    [string] $DomainController = ''
)

Set-StrictMode -Version 3.0
$ErrorActionPreference = 'Stop'
if (-not $PSBoundParameters.ContainsKey('WhatIf')) { $WhatIfPreference = $true }
$script:Caller = $PSCmdlet
$script:Restores = [System.Collections.ArrayList]::new()
$script:Failed = 0

function Test-Write {
    # Says what is about to be done, and whether it may be done.
    param([string] $Target, [string] $Action)
    return $script:Caller.ShouldProcess($Target, $Action)
}

function Get-Text {
    # Gives a value of the plan, which is text or null and nothing else.
    param([object] $From, [string] $Name)
    $property = $From.PSObject.Properties[$Name]
    if ($null -eq $property -or $null -eq $property.Value) { return $null }
    if ($property.Value -isnot [string]) { throw ('the plan has no text in {0}' -f $Name) }
    return $property.Value
}

function Get-List {
    param([object] $From, [string] $Name)
    $property = $From.PSObject.Properties[$Name]
    if ($null -eq $property -or $null -eq $property.Value) { return @() }
    return @($property.Value)
}

function Test-Flag {
    param([object] $From, [string] $Name)
    $property = $From.PSObject.Properties[$Name]
    return ($null -ne $property -and $property.Value -eq $true)
}

function Invoke-Graph {
    # A body is sent as JSON, so that $null becomes null. The cmdlets that update
    # a user would send an empty text in its place.
    param([string] $Method, [string] $Uri, [object] $Body = $null)
    $request = @{ Method = $Method; Uri = $Uri; OutputType = 'PSObject' }
    if ($null -ne $Body) {
        $request.Body = ConvertTo-Json -InputObject $Body -Depth 6 -Compress
        $request.ContentType = 'application/json'
    }
    return Invoke-MgGraphRequest @request
}

function Get-UserPath {
    param([string] $Id, [string] $Version = 'v1.0')
    return ('/{0}/users/{1}' -f $Version, [uri]::EscapeDataString($Id))
}

function Read-UserProperty {
    param([string] $Id, [string] $Property, [string] $Version = 'v1.0')
    $answer = Invoke-Graph -Method GET -Uri ((Get-UserPath $Id $Version) + '?$select=id,' + $Property)
    return $answer.$Property
}

function Save-Original {
    param([string] $Target, [string] $Property, [object] $Old, [object] $New)
    $entry = [ordered]@{ time = [DateTime]::UtcNow.ToString('o'); target = $Target; property = $Property; old = $Old; new = $New }
    $line = ConvertTo-Json -InputObject $entry -Depth 6 -Compress
    Add-Content -LiteralPath $Kept -Value $line -Encoding UTF8 -WhatIf:$false
}

function Wait-Until {
    # Reads back until a write shows; a replica may need a moment.
    param([scriptblock] $Test, [string] $Complaint)
    for ($try = 1; $try -le 6; $try++) {
        if (& $Test) { return }
        Start-Sleep -Seconds (2 * $try)
    }
    throw $Complaint
}

function Test-Gone {
    param([string] $Uri)
    try { $null = Invoke-Graph -Method GET -Uri $Uri }
    catch {
        if (([string] $_) -match 'NotFound|Not Found|404|does not exist') { return $true }
        throw
    }
    return $false
}

function Set-UserProperty {
    # Writes one property and reads it back.
    param([string] $Id, [string] $Property, [object] $Value, [string] $Version = 'v1.0')
    $shown = if ($null -eq $Value) { 'null' } else { [string] $Value }
    if (-not (Test-Write $Id ('set {0} to {1}' -f $Property, $shown))) { return }
    Save-Original $Id $Property (Read-UserProperty $Id $Property $Version) $Value
    $null = Invoke-Graph -Method PATCH -Uri (Get-UserPath $Id $Version) -Body @{ $Property = $Value }
    Wait-Until -Test { [string]::Equals([string] (Read-UserProperty $Id $Property $Version), [string] $Value, [StringComparison]::Ordinal) } `
        -Complaint ('{0} of {1} does not read back as {2}' -f $Property, $Id, $shown)
}

function Remove-DeletedItem {
    param([string] $Id)
    $uri = '/v1.0/directory/deletedItems/' + [uri]::EscapeDataString($Id)
    if (-not (Test-Write $Id 'delete for good from the recycle bin')) { return }
    Save-Original $Id 'deletedItem' (Invoke-Graph -Method GET -Uri $uri) $null
    $null = Invoke-Graph -Method DELETE -Uri $uri
    Wait-Until -Test { Test-Gone $uri } -Complaint ('{0} is still in the recycle bin' -f $Id)
}

function Remove-SecondAccount {
    param([string] $Id)
    if (-not (Test-Write $Id 'delete the second account')) { return }
    $select = '?$select=id,userPrincipalName,displayName,mail,proxyAddresses,onPremisesImmutableId'
    Save-Original $Id 'user' (Invoke-Graph -Method GET -Uri ((Get-UserPath $Id) + $select)) $null
    $null = Invoke-Graph -Method DELETE -Uri (Get-UserPath $Id)
    $bin = '/v1.0/directory/deletedItems/' + [uri]::EscapeDataString($Id)
    Wait-Until -Test { -not (Test-Gone $bin) } -Complaint ('{0} does not show in the recycle bin' -f $Id)
    Remove-DeletedItem $Id
}

function Get-RoleList {
    param([string] $Collection, [string] $Id)
    $filter = [uri]::EscapeDataString(("principalId eq '{0}'" -f $Id.Replace("'", "''")))
    $answer = Invoke-Graph -Method GET -Uri ('/v1.0/roleManagement/directory/' + $Collection + '?$filter=' + $filter)
    return @($answer.value)
}

function New-EligibilityRequest {
    param([string] $Action, [string] $Id, [string] $Role, [string] $Scope, [object] $Schedule = $null)
    $body = @{ action = $Action; principalId = $Id; roleDefinitionId = $Role; directoryScopeId = $Scope; justification = 'hard match of the user' }
    if ($Action -eq 'adminAssign') {
        if ($null -eq $Schedule) { $Schedule = @{ expiration = @{ type = 'noExpiration' } } }
        $body.scheduleInfo = $Schedule
    }
    $null = Invoke-Graph -Method POST -Uri '/v1.0/roleManagement/directory/roleEligibilityScheduleRequests' -Body $body
}

function Remove-Roles {
    # Takes the roles away that the user has now, and notes them to be given back.
    param([string] $Id)
    foreach ($held in (Get-RoleList 'roleAssignments' $Id)) {
        if (-not (Test-Write $Id ('take away role {0} in {1}' -f $held.roleDefinitionId, $held.directoryScopeId))) { continue }
        Save-Original $Id 'roleAssignment' $held $null
        $null = $script:Restores.Add(@{ Kind = 'active'; Id = $Id; Role = $held.roleDefinitionId; Scope = $held.directoryScopeId })
        $null = Invoke-Graph -Method DELETE -Uri ('/v1.0/roleManagement/directory/roleAssignments/' + [uri]::EscapeDataString($held.id))
    }
    foreach ($held in (Get-RoleList 'roleEligibilitySchedules' $Id)) {
        if (-not (Test-Write $Id ('take away eligible role {0} in {1}' -f $held.roleDefinitionId, $held.directoryScopeId))) { continue }
        Save-Original $Id 'roleEligibility' $held $null
        $null = $script:Restores.Add(@{ Kind = 'eligible'; Id = $Id; Role = $held.roleDefinitionId; Scope = $held.directoryScopeId; Schedule = $held.scheduleInfo })
        New-EligibilityRequest 'adminRemove' $Id $held.roleDefinitionId $held.directoryScopeId
    }
    if ($WhatIfPreference) { return }
    Wait-Until -Test { @(Get-RoleList 'roleAssignments' $Id).Count -eq 0 -and @(Get-RoleList 'roleEligibilitySchedules' $Id).Count -eq 0 } `
        -Complaint ('{0} still holds a role' -f $Id)
}

function Add-Role {
    # Gives a role back, unless the user has it.
    param([hashtable] $Item)
    $collection = if ($Item.Kind -eq 'active') { 'roleAssignments' } else { 'roleEligibilitySchedules' }
    $held = { @(Get-RoleList $collection $Item.Id | Where-Object { $_.roleDefinitionId -eq $Item.Role -and $_.directoryScopeId -eq $Item.Scope }).Count -gt 0 }
    if (& $held) { return }
    if ($Item.Kind -eq 'active') {
        $body = @{ '@odata.type' = '#microsoft.graph.unifiedRoleAssignment'; principalId = $Item.Id; roleDefinitionId = $Item.Role; directoryScopeId = $Item.Scope }
        $null = Invoke-Graph -Method POST -Uri '/v1.0/roleManagement/directory/roleAssignments' -Body $body
    }
    else { New-EligibilityRequest 'adminAssign' $Item.Id $Item.Role $Item.Scope $Item.Schedule }
    Wait-Until -Test $held -Complaint ('{0} does not have role {1} back' -f $Item.Id, $Item.Role)
}

function Set-TakeOverFlag {
    param([bool] $Value)
    $name = 'blockCloudObjectTakeoverThroughHardMatchEnabled'
    $sync = @((Invoke-Graph -Method GET -Uri '/v1.0/directory/onPremisesSynchronization').value)[0]
    if ($sync.features.$name -eq $Value) { return }
    if (-not (Test-Write 'tenant' ('set {0} to {1}' -f $name, $Value))) { return }
    Save-Original 'tenant' $name $sync.features.$name $Value
    if (-not $Value) { $null = $script:Restores.Add(@{ Kind = 'flag' }) }
    $uri = '/v1.0/directory/onPremisesSynchronization/' + [uri]::EscapeDataString($sync.id)
    $null = Invoke-Graph -Method PATCH -Uri $uri -Body @{ features = @{ $name = $Value } }
    Wait-Until -Test { @((Invoke-Graph -Method GET -Uri '/v1.0/directory/onPremisesSynchronization').value)[0].features.$name -eq $Value } `
        -Complaint ('{0} does not read back as {1}' -f $name, $Value)
}

function Set-SyncAuthority {
    param([string] $Id)
    $uri = (Get-UserPath $Id 'beta') + '/onPremisesSyncBehavior'
    if (-not (Test-Write $Id 'set isCloudManaged to false')) { return }
    Save-Original $Id 'isCloudManaged' (Invoke-Graph -Method GET -Uri ($uri + '?$select=isCloudManaged')).isCloudManaged $false
    $null = Invoke-Graph -Method PATCH -Uri $uri -Body @{ isCloudManaged = $false }
    Wait-Until -Test { (Invoke-Graph -Method GET -Uri ($uri + '?$select=isCloudManaged')).isCloudManaged -eq $false } `
        -Complaint ('isCloudManaged of {0} does not read back as false' -f $Id)
}

function Clear-Blocker {
    param([object] $Blocker)
    $object = Get-Text $Blocker 'object'
    switch -CaseSensitive (Get-Text $Blocker 'id') {
        'cloud-mastered' { Set-SyncAuthority $object }
        'quarantined-duplicate' { Remove-SecondAccount $object }
        'recycle-bin-duplicate' { Remove-DeletedItem $object }
        'target-deleted' {
            if (Test-Write $object 'restore from the recycle bin') {
                Save-Original $object 'deleted' $true $false
                $null = Invoke-Graph -Method POST -Uri ('/v1.0/directory/deletedItems/' + [uri]::EscapeDataString($object) + '/restore')
                Wait-Until -Test { -not (Test-Gone (Get-UserPath $object)) } -Complaint ('{0} is not restored' -f $object)
            }
        }
        'federated-suffix' { Set-UserProperty $object 'userPrincipalName' (Get-Text $Blocker 'to') }
        'other-anchor' { Set-UserProperty $object 'onPremisesImmutableId' $null }
        'object-identifier' { Set-UserProperty $object 'onPremisesObjectIdentifier' $null 'beta' }
        'admin-role' { Remove-Roles $object }
        'hard-match-blocked' { Set-TakeOverFlag $false }
        default { throw ('a person has to clear {0} first' -f $_) }
    }
}

function Write-ConsistencyGuid {
    param([object] $Row)
    $dn = Get-Text $Row.adUser 'dn'
    $name = 'mS-DS-ConsistencyGuid'
    $at = @{ Identity = $dn }
    if ($DomainController) { $at.Server = $DomainController }
    $had = (Get-ADUser @at -Properties $name).$name
    $old = if ($null -eq $had) { $null } else { [Convert]::ToBase64String([byte[]] $had) }
    $new = Get-Text $Row 'newConsistencyGuid'
    if ([string]::Equals([string] $old, $new, [StringComparison]::Ordinal)) { return }
    if (-not [string]::Equals([string] $old, [string] (Get-Text $Row 'oldConsistencyGuid'), [StringComparison]::Ordinal)) {
        throw ('{0} of {1} has changed since the plan was made' -f $name, $dn)
    }
    if (-not (Test-Write $dn ('set {0} to {1}' -f $name, $new))) { return }
    Save-Original $dn $name $old $new
    Set-ADUser @at -Replace @{ $name = [byte[]] [Convert]::FromBase64String($new) } -WhatIf:$false -Confirm:$false
    $now = [Convert]::ToBase64String([byte[]] (Get-ADUser @at -Properties $name).$name)
    if (-not [string]::Equals($now, $new, [StringComparison]::Ordinal)) { throw ('{0} of {1} reads back as {2}' -f $name, $dn, $now) }
}

function Write-ImmutableId {
    param([object] $Row)
    $id = Get-Text $Row.cloudUser 'id'
    $new = Get-Text $Row 'newImmutableId'
    $now = Read-UserProperty $id 'onPremisesImmutableId'
    if (-not [string]::Equals([string] $now, $new, [StringComparison]::Ordinal)) { Set-UserProperty $id 'onPremisesImmutableId' $new }
}

function Confirm-Unchanged {
    # A value that is neither the old nor the new one was written by somebody else.
    param([object] $Row)
    $id = Get-Text $Row.cloudUser 'id'
    if (Test-Flag $Row.cloudUser 'deleted') { return }
    $now = [string] (Read-UserProperty $id 'onPremisesImmutableId')
    foreach ($known in @([string] (Get-Text $Row 'oldImmutableId'), (Get-Text $Row 'newImmutableId'), '')) {
        if ([string]::Equals($now, $known, [StringComparison]::Ordinal)) { return }
    }
    throw ('onPremisesImmutableId of {0} has changed since the plan was made' -f $id)
}

function Invoke-Row {
    param([object] $Row)
    Confirm-Unchanged $Row
    $renamed = @()
    try {
        foreach ($blocker in (Get-List $Row 'blockers')) {
            if ((Get-Text $blocker 'id') -ceq 'federated-suffix') { $renamed += $blocker }
            Clear-Blocker $blocker
        }
        if ((Get-Text $Row 'side') -ceq 'ad') { Write-ConsistencyGuid $Row } else { Write-ImmutableId $Row }
    }
    finally {
        foreach ($blocker in $renamed) { Set-UserProperty (Get-Text $blocker 'object') 'userPrincipalName' (Get-Text $blocker 'old') }
    }
}

function Restore-Taken {
    # Gives back what was taken away for the time of the match, last one first.
    for ($i = $script:Restores.Count - 1; $i -ge 0; $i--) {
        $item = $script:Restores[$i]
        try {
            if ($item.Kind -eq 'flag') { Set-TakeOverFlag $true } else { Add-Role $item }
        }
        catch {
            $script:Failed++
            Write-Warning ('could not be given back, do it by hand: {0}: {1}' -f (ConvertTo-Json -InputObject $item -Depth 6 -Compress), $_)
        }
    }
}

function Wait-Sync {
    while ((Get-ADSyncScheduler).SyncCycleInProgress) { Start-Sleep -Seconds 5 }
}

function Test-Link {
    param([object] $Row)
    $id = Get-Text $Row.cloudUser 'id'
    $user = Invoke-Graph -Method GET -Uri ((Get-UserPath $id) + '?$select=id,onPremisesImmutableId,onPremisesSyncEnabled')
    $same = [string]::Equals([string] $user.onPremisesImmutableId, (Get-Text $Row 'newImmutableId'), [StringComparison]::Ordinal)
    if ($same -and $user.onPremisesSyncEnabled -eq $true) { Write-Output ('linked: {0}' -f $id); return }
    $script:Failed++
    Write-Warning ('not linked after the sync: {0}' -f $id)
}

function Select-Row {
    # Rows that are linked need nothing; rows that a person has to settle are named.
    param([object] $Document)
    foreach ($row in (Get-List $Document 'rows')) {
        $status = Get-Text $row 'status'
        if ($status -ceq 'linked') { continue }
        $manual = @(Get-List $row 'blockers' | Where-Object { Test-Flag $_ 'manual' })
        if ($status -ceq 'ambiguous' -or (Get-Text $row 'problem') -or $manual.Count -gt 0) {
            $script:Failed++
            Write-Warning ('left out: {0}: {1}' -f (Get-Text $row.adUser 'dn'), (Get-Text $row 'problem'))
            continue
        }
        $row
    }
}

function Invoke-Plan {
    $document = Get-Content -LiteralPath $Plan -Raw -Encoding UTF8 | ConvertFrom-Json
    if ((Get-Text $document 'schema') -cne 'presync.hardmatchplan/v1') { throw ('{0} is not a plan' -f $Plan) }
    $connect = (Get-Text $document 'client') -cne 'cloud-sync'
    $rows = @(Select-Row $document)
    if ($rows.Count -eq 0) { Write-Output 'nothing is to be done'; return }

    Import-Module Microsoft.Graph.Authentication
    Connect-MgGraph -NoWelcome -Scopes 'User.ReadWrite.All', 'User-OnPremisesSyncBehavior.ReadWrite.All', 'RoleManagement.ReadWrite.Directory', 'OnPremDirectorySynchronization.ReadWrite.All'
    if ($connect) { Import-Module ADSync }
    if (@($rows | Where-Object { (Get-Text $_ 'side') -ceq 'ad' }).Count -gt 0) { Import-Module ActiveDirectory }

    $done = @()
    $stopped = $false
    try {
        if ($connect -and (Test-Write 'scheduler' 'stop')) {
            $stopped = $true
            Set-ADSyncScheduler -SyncCycleEnabled $false
            Wait-Sync
        }
        foreach ($row in $rows) {
            try {
                Write-Output ('{0} -> {1}' -f (Get-Text $row.adUser 'dn'), (Get-Text $row.cloudUser 'id'))
                Invoke-Row $row
                $done += $row
            }
            catch {
                $script:Failed++
                Write-Warning ('{0}: {1}' -f (Get-Text $row.adUser 'dn'), $_)
            }
        }
        if ($connect -and $done.Count -gt 0 -and (Test-Write 'scheduler' 'run a delta sync')) {
            $null = Start-ADSyncSyncCycle -PolicyType Delta
            Start-Sleep -Seconds 10
            Wait-Sync
            foreach ($row in $done) { Test-Link $row }
        }
    }
    finally {
        try { Restore-Taken }
        finally { if ($stopped) { Set-ADSyncScheduler -SyncCycleEnabled $true } }
    }
}

Start-Transcript -LiteralPath $Transcript -Append -WhatIf:$false | Out-Null
try { Invoke-Plan }
finally { Stop-Transcript | Out-Null }
if ($script:Failed -gt 0) { exit 3 }
